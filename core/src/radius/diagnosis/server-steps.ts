import { randomInt } from 'node:crypto';
import { METHOD_NAMES } from '../authentication/password-check.js';
import {
  ATTRIBUTE,
  AttributeWriter,
  buildAccessRequest,
  buildStatusServer,
  type Credentials,
  describeAttributes,
  isMsChap2Success,
  PACKET_CODE,
  packetCodeName,
  prepareNtPassword,
  type RouterSecret,
  readText,
} from '../codec/index.js';
import { cureOf } from './cures.js';
import type { TestAnswer, TestClient } from './test-client.js';
import { leaseWords, type TestLogin, testRequestAttributes, testWords } from './test-request.js';
import { step, type TestStep } from './test-step.js';

const IDENTIFIERS = 256;

/** What comes from `authentication-server.ts` for a Status-Server that names a login. */
const VERSION = /^access version (\d+)$/;

/** Whether the server is there, and which version of the line's access it has in memory (0: it does not know the login). */
export interface ServerState {
  readonly step: TestStep;
  readonly version: number | undefined;
}

export async function askServer(
  client: TestClient,
  { secret, login, place }: { readonly secret: RouterSecret; readonly login: string; readonly place: string },
): Promise<ServerState> {
  const attributes = new AttributeWriter().text(ATTRIBUTE['User-Name'], login).build();
  const answer = await client.ask(buildStatusServer({ identifier: randomInt(IDENTIFIERS), secret, attributes }), secret);
  if (answer.kind !== 'answer') return { step: noAnswerStep('RADIUS server', answer, place), version: undefined };
  const found = VERSION.exec(readText(answer.packet, ATTRIBUTE['Reply-Message']) ?? '')?.[1];
  return {
    step: step('RADIUS server', 'ok', `answers at ${place} within ${Math.ceil(answer.tookMs)} ms`),
    version: found === undefined ? undefined : Number(found),
  };
}

/** RADIUS runs, and not on this machine: what it answers and has written down is not to be seen from here. */
export function elsewhereStep(machines: readonly string[]): TestStep {
  return step('RADIUS server', 'warning', `runs on ${machines.join(', ')}, and this is another machine`, {
    cure: 'run this test there: it asks the RADIUS process of its own machine and reads its log',
  });
}

export function memoryStep(version: number | undefined, wanted: number): TestStep {
  const title = 'RADIUS memory';
  if (version === wanted) return step(title, 'ok', `knows the line as the database does (version ${wanted})`);
  const found = version === undefined || version === 0 ? 'does not know this login' : `has version ${version} of this line`;
  return step(title, 'fault', `the RADIUS process ${found}, the database has version ${wanted}: it does not follow the database`, {
    cure: 'its lines on standard error of "tapline start" say why; it looks twice a second, and a restart makes it read everything anew',
  });
}

export interface LoginAnswer {
  /** What was asked, as it was sent. */
  readonly request: Buffer;
  readonly answer: TestAnswer;
  /** Whether an accepted MS-CHAPv2 login was proven to come from who knows the password too: a device hangs up without that. */
  readonly isProven: boolean;
}

/** Asks as a router of the line's kind does. */
export async function askLogin(client: TestClient, secret: RouterSecret, test: TestLogin): Promise<LoginAnswer> {
  const request = buildAccessRequest({
    identifier: randomInt(IDENTIFIERS),
    secret,
    attributes: testRequestAttributes(test),
    ...(test.way === 'dhcp' ? {} : { credentials: credentialsOf(test) }),
  });
  const answer = await client.ask(request, secret);
  const isProven =
    test.way === 'dhcp' ||
    test.method !== 'mschapv2' ||
    (answer.kind === 'answer' && isMsChap2Success(answer.packet, request, prepareNtPassword(Buffer.from(test.password, 'utf8'))));
  return { request, answer, isProven };
}

/** `reason`: what the short log says of it, empty when it says nothing. */
export function loginStep({ answer, isProven }: LoginAnswer, test: TestLogin, place: string, reason: string): TestStep {
  const sent = testWords(METHOD_NAMES[test.method], test);
  if (answer.kind !== 'answer') return noAnswerStep('Login', answer, place);
  const attributes = describeAttributes(answer.packet).filter((attribute) => !attribute.startsWith('Message-Authenticator'));
  const details = [...leaseWords(test), ...attributes.map(inWords)];
  if (answer.packet.code === PACKET_CODE['Access-Accept'] && reason.startsWith(WALLED_GARDEN)) {
    const why = reason.slice(WALLED_GARDEN.length);
    return step('Login', 'fault', `${sent}: let into the walled garden only: ${why}`, { cure: cureOf(why, test.login), details });
  }
  if (answer.packet.code === PACKET_CODE['Access-Accept']) {
    if (isProven) return step('Login', 'ok', `${sent}: accepted`, { details });
    const found = `${sent}: accepted, without the proof that the server knows the password, so a device hangs up`;
    return step('Login', 'fault', found, { cure: 'set the password anew: tapline services change <login> --password -', details });
  }
  if (answer.packet.code !== PACKET_CODE['Access-Reject']) {
    return step('Login', 'fault', `${sent}: ${packetCodeName(answer.packet.code)}, which no router expects here`, { details });
  }
  const why = reason || (readText(answer.packet, ATTRIBUTE['Reply-Message']) ?? 'no reason was given');
  return step('Login', 'fault', `${sent}: rejected, ${why}`, { cure: cureOf(why, test.login), details });
}

function noAnswerStep(title: string, answer: Exclude<TestAnswer, { kind: 'answer' }>, place: string): TestStep {
  if (answer.kind === 'forged') {
    return step(title, 'fault', `${place} answers with another secret`, {
      cure: 'another RADIUS server has this port, or one of another data directory; see "ss -lunp"',
    });
  }
  const how = answer.kind === 'refused' ? `nothing listens at ${place} (${answer.reason})` : `nobody answers at ${place}`;
  return step(title, 'fault', how, {
    cure: 'start RADIUS on this machine ("tapline start", with radius among its --roles), and see that radius.host and radius.authPort are the same for it',
  });
}

function credentialsOf({ login, method, password }: TestLogin): Credentials {
  const octets = Buffer.from(password, 'utf8');
  if (method === 'pap') return { kind: 'pap', password: octets };
  const chapIdentifier = randomInt(IDENTIFIERS);
  if (method === 'mschapv2') return { kind: 'mschapv2', password: octets, chapIdentifier, userName: login };
  return { kind: method, password: octets, chapIdentifier };
}

/** What the short log says of a login that is shut and let in all the same; comes from `authentication-server.ts`. */
const WALLED_GARDEN = 'walled garden: ';

const MEANINGS: Readonly<Record<string, string>> = {
  'Framed-IP-Address': 'the address of the line',
  'Framed-IPv6-Prefix': 'the IPv6 prefix of the link',
  'Delegated-IPv6-Prefix': 'the IPv6 prefix for the customer’s network',
  'Framed-Pool': 'the router takes the address out of this pool of its own',
  'Mikrotik-Rate-Limit': 'upload/download, as the router counts them',
  'Mikrotik-Address-List': 'the router puts the address on this list',
  'Acct-Interim-Interval': 'seconds between two accounting reports',
  'Session-Timeout': 'seconds until the router ends the session',
  'Idle-Timeout': 'seconds without traffic until the router ends the session',
  'Reply-Message': 'what the customer’s device is told',
  'MS-MPPE-Encryption-Policy': 'whether the link is encrypted: 1 it may be, 2 it must be',
  'MS-MPPE-Encryption-Types': 'how: 2 with 40 bits, 4 with 128, 6 either',
  'MS-CHAP-Error': 'what the customer’s device is told: 691 wrong login or password, 647 shut, 649 may not log in',
  Class: 'sent back by the router in accounting, to tell the session',
};

function inWords(attribute: string): string {
  const meaning = MEANINGS[attribute.split(' = ')[0] ?? ''];
  return meaning === undefined ? attribute : `${attribute} (${meaning})`;
}
