import { randomBytes, randomInt } from 'node:crypto';
import { cureOfRefusal } from '../change-of-authorization/request-words.js';
import { buildSessionMarks } from '../change-of-authorization/session-marks.js';
import {
  ATTRIBUTE,
  AttributeWriter,
  buildCoaRequest,
  buildDisconnectRequest,
  DECODE_OUTCOME,
  decodePacket,
  errorCauseName,
  PACKET_CODE,
  PacketView,
  prepareSecret,
  readUint32,
} from '../codec/index.js';
import type { RadsecWay } from '../radsec/radsec-connection-store.js';
import type { RelayClient } from '../radsec/relay-client.js';
import type { RelayPlace } from '../radsec/relay-server.js';
import type { RouterWithSecret } from './line-facts.js';
import { type TestAnswer, TestClient } from './test-client.js';
import { step, type TestStep } from './test-step.js';

/** What was asked for, in the words of RFC 5176. */
type Asked = 'Disconnect-Request' | 'CoA-Request';

const IDENTIFIERS = 256;
const ANY_ADDRESS = '0.0.0.0';
const UNSUPPORTED = ['Unsupported Attribute', 'Unsupported Service', 'Unsupported Extension', ''];
const FAULTS = ['NAS Identification Mismatch', 'Administratively Prohibited'];

export interface CoaTestOptions {
  /** How long one try waits for its answer. */
  readonly timeoutMs: number;
  readonly relay: Pick<RelayClient, 'ask'>;
}

/** A way to a router, and what it is called. */
interface Way {
  readonly place: string;
  readonly ask: (asked: Asked, messageAuthenticator: boolean) => Promise<TestAnswer>;
}

/** Asks a router to end and to change a session that cannot exist: one that answers at all would do so with a real one. */
export async function coaSteps(router: RouterWithSecret, options: CoaTestOptions): Promise<readonly TestStep[]> {
  if (router.coaPolicy === 'none') {
    return [step('Disconnect', 'info', `${router.name} is set to be sent nothing: a shut line stays up there until it logs in again`)];
  }
  const { name, radsec, coaAddress } = router;
  if (radsec?.kind === 'connected') {
    const found = await stepsBy(radsecWay(router, radsec.relay, options), router);
    if (found.isAnswered) return found.steps;
  }
  const before = radsec ? [radsecStep(name, radsec)] : [];
  if (coaAddress === null) return radsec ? before : [nowhere(router)];
  const client = await TestClient.open(ANY_ADDRESS, { address: coaAddress, port: router.coaPort }, options.timeoutMs);
  try {
    const place = `${coaAddress}:${router.coaPort}`;
    return [...before, ...(await stepsBy({ place, ask: (asked, signed) => askByUdp(client, router, asked, signed) }, router)).steps];
  } finally {
    await client.close();
  }
}

async function stepsBy(
  { place, ask }: Way,
  router: RouterWithSecret,
): Promise<{ readonly isAnswered: boolean; readonly steps: readonly TestStep[] }> {
  const asIs = router.coaMessageAuthenticator;
  const first = await ask('Disconnect-Request', asIs);
  // One that throws away what is not signed, or what is, says nothing to either.
  const signed = first.kind === 'silence' && (await ask('Disconnect-Request', !asIs)).kind === 'answer' ? !asIs : undefined;
  const ending = describe({ router, place }, 'Disconnect-Request', first, signed);
  const isAnswered = first.kind === 'answer' || signed !== undefined;
  if (first.kind !== 'answer' || router.coaPolicy === 'disconnect-only') return { isAnswered, steps: [ending] };
  const change = describe({ router, place }, 'CoA-Request', await ask('CoA-Request', asIs), undefined);
  return { isAnswered, steps: [ending, change] };
}

/** Nothing but the session's id: a login or an address could mean a real session. */
function attributesOf(asked: Asked): Buffer {
  const marks = buildSessionMarks({
    login: '',
    acctSessionId: `tapline-test-${randomBytes(6).toString('hex')}`,
    ipv4Address: null,
    nasIpAddress: null,
  });
  if (asked === 'Disconnect-Request') return marks;
  return Buffer.concat([marks, new AttributeWriter().integer(ATTRIBUTE['Session-Timeout'], HOUR_SECONDS).build()]);
}

function askByUdp(client: TestClient, router: RouterWithSecret, asked: Asked, messageAuthenticator: boolean): Promise<TestAnswer> {
  const secret = prepareSecret(Buffer.from(router.secret, 'utf8'));
  const request = { identifier: randomInt(IDENTIFIERS), secret, messageAuthenticator, attributes: attributesOf(asked) };
  return client.ask(asked === 'CoA-Request' ? buildCoaRequest(request) : buildDisconnectRequest(request), secret);
}

function radsecWay({ id: routerId }: RouterWithSecret, place: RelayPlace, { relay, timeoutMs: waitMs }: CoaTestOptions): Way {
  return {
    place: 'its RadSec connection',
    ask: async (asked, messageAuthenticator) => {
      const sentMs = performance.now();
      const kind = asked === 'CoA-Request' ? 'coa' : 'disconnect';
      const reply = await relay.ask(place, { routerId, kind, attributes: attributesOf(asked), messageAuthenticator, waitMs });
      const packet = new PacketView();
      if (reply.kind !== 'answer' || decodePacket(packet, reply.octets, reply.octets.length) !== DECODE_OUTCOME.Ok)
        return { kind: 'silence' };
      return { kind: 'answer', packet, tookMs: performance.now() - sentMs };
    },
  };
}

function radsecStep(name: string, { kind }: RadsecWay): TestStep {
  if (kind === 'connected') {
    return step('RadSec', 'warning', `${name} does not answer Disconnect-Requests over its RadSec connection`, {
      cure: 'let it take them there, or set its CoA address under Routers if it takes them by UDP only',
    });
  }
  return step('RadSec', 'warning', `${name} is not connected by RadSec: what it should be told waits until it is`, {
    cure: 'see that it reaches TCP radius.radsecPort of this server, and what the log says of its connections',
  });
}

const HOUR_SECONDS = 3_600;

function nowhere({ name, address }: RouterWithSecret): TestStep {
  return step('Disconnect', 'warning', `where ${name} (${address}) takes Disconnect-Requests is not known before it has asked once`, {
    cure: 'give it a CoA address under Routers, or let somebody log in at it',
  });
}

function describe(
  { router, place }: { readonly router: RouterWithSecret; readonly place: string },
  asked: Asked,
  answer: TestAnswer,
  signed: boolean | undefined,
): TestStep {
  const title = asked === 'CoA-Request' ? 'CoA' : 'Disconnect';
  const { name } = router;
  if (answer.kind !== 'answer') {
    const consequence =
      asked === 'CoA-Request' ? 'a change takes effect with the next login' : 'a shut line stays up until it logs in again';
    return step(title, 'fault', `${name} does not answer ${asked}s at ${place}${why(answer, signed)}: ${consequence}`, {
      cure: cureOf(router, answer, signed),
    });
  }
  const cause = readUint32(answer.packet, ATTRIBUTE['Error-Cause']);
  const errorCause = cause === undefined ? '' : errorCauseName(cause).replaceAll('-', ' ');
  const isRefused = answer.packet.code === PACKET_CODE['Disconnect-NAK'] || answer.packet.code === PACKET_CODE['CoA-NAK'];
  if (isRefused && FAULTS.includes(errorCause)) {
    return step(title, 'fault', `${name} refuses ${asked}s at ${place}: ${errorCause}`, {
      cure: cureOfRefusal(errorCause) ?? '',
    });
  }
  if (isRefused && asked === 'CoA-Request' && UNSUPPORTED.includes(errorCause) && cause !== undefined) {
    return step(title, 'warning', `${name} takes no ${asked}s at ${place}: ${errorCause}`, {
      cure: 'set "Changes for who is online" of this router to "Disconnect only"; until then each change is tried by CoA first',
    });
  }
  const said = isRefused ? errorCause || 'no' : 'yes';
  const words = `${name} takes ${asked}s at ${place} (asked for a session that does not exist, it says within ${Math.ceil(answer.tookMs)} ms: ${said})`;
  return step(title, 'ok', words);
}

function why(answer: Exclude<TestAnswer, { kind: 'answer' }>, signed: boolean | undefined): string {
  if (signed !== undefined) return signed ? ' without a Message-Authenticator' : ' with a Message-Authenticator';
  if (answer.kind === 'forged') return ' with the secret that is set here';
  return answer.kind === 'refused' ? ` (nothing listens there: ${answer.reason})` : '';
}

function cureOf({ coaPort }: RouterWithSecret, answer: Exclude<TestAnswer, { kind: 'answer' }>, signed: boolean | undefined): string {
  if (signed !== undefined) return `turn "Message-Authenticator in CoA- and Disconnect-Requests" ${signed ? 'on' : 'off'} for this router`;
  if (answer.kind === 'forged') return 'the router answers with another secret: set the same on both sides';
  const incoming = `RouterOS: /radius incoming set accept=yes port=${coaPort}`;
  if (answer.kind === 'refused') return `${incoming}; and see that the port is the same here`;
  return `${incoming}; let UDP ${coaPort} through from this server; and see that the secret is the router’s, for it answers to no other`;
}
