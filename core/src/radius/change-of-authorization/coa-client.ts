import { createSocket, type Socket } from 'node:dgram';
import {
  ATTRIBUTE,
  buildCoaRequest,
  buildDisconnectRequest,
  DECODE_OUTCOME,
  decodePacket,
  errorCauseName,
  isValidResponse,
  PACKET_CODE,
  PacketView,
  type RouterSecret,
  readUint32,
} from '../codec/index.js';
import { buildSessionMarks, type SessionMarks } from './session-marks.js';

export interface CoaTarget {
  readonly address: string;
  /** UDP port of RFC 5176 requests. */
  readonly port: number;
  readonly secret: RouterSecret;
  /** RFC 5176 s3.4: RouterOS and others do not know it here, so that it is left out unless the router wants it. */
  readonly messageAuthenticator: boolean;
}

/** A session to be ended, or to be changed by `change`: attributes as an AttributeWriter built them. */
export type CoaAsk =
  | { readonly kind: 'disconnect'; readonly session: SessionMarks }
  | { readonly kind: 'coa'; readonly session: SessionMarks; readonly change: Buffer };

export type CoaOutcome =
  /** `roundTripMs` from the first time it was sent. */
  | { readonly kind: 'acknowledged'; readonly roundTripMs: number }
  /** `errorCause` in the words of RFC 5176 s3.5, empty when the router gave none. */
  | { readonly kind: 'refused'; readonly errorCause: string; readonly roundTripMs: number }
  /** `isForged`: an answer came that was made with another secret. `radsec`: why it was not asked over its RadSec connection alone. */
  | { readonly kind: 'unanswered'; readonly isForged: boolean; readonly radsec?: 'silent' | 'not-connected' }
  /** It would be longer than a packet may be, and was not sent. */
  | { readonly kind: 'too-long' }
  /** The client was closed before it could tell. */
  | { readonly kind: 'abandoned' };

export interface CoaClientOptions {
  readonly timeoutMs: number;
  /** How often a request is sent, in all. */
  readonly tries: number;
}

interface Pending {
  readonly request: Buffer;
  readonly secret: RouterSecret;
  readonly sentAtMs: number;
  isForged: boolean;
  readonly settle: (outcome: CoaOutcome) => void;
}

const IDENTIFIERS = 256;

/** Sends Disconnect- and CoA-Requests (RFC 5176 s2.1, s2.2) and believes only answers made with the router's secret. */
export class CoaClient {
  readonly #pending = new Map<string, Pending>();
  readonly #lastIdentifier = new Map<string, number>();
  readonly #packet = new PacketView();
  #socket: Promise<Socket> | undefined;
  #isClosed = false;

  constructor(private readonly options: CoaClientOptions) {}

  async ask(target: CoaTarget, ask: CoaAsk): Promise<CoaOutcome> {
    if (this.#isClosed) return { kind: 'abandoned' };
    const socket = await this.open();
    const identifier = this.takeIdentifier(target);
    const request = build(ask, target, identifier);
    return new Promise((resolve) => {
      const key = keyOf(target.address, target.port, identifier);
      let triesLeft = this.options.tries;
      const sentAtMs = performance.now();
      const endsAtMs = sentAtMs + this.options.timeoutMs * triesLeft;
      let timer: NodeJS.Timeout;
      const settle = (outcome: CoaOutcome): void => {
        clearTimeout(timer);
        this.#pending.delete(key);
        resolve(outcome);
      };
      // The same octets each time: the router recognises a retransmission by them.
      const send = (): void => {
        // After a standstill of this process another may have said something newer; the answer may lie in the socket.
        if (triesLeft-- === 0 || performance.now() >= endsAtMs) {
          setImmediate(() => settle({ kind: 'unanswered', isForged: pending.isForged }));
          return;
        }
        socket.send(request, target.port, target.address, () => undefined);
        timer = setTimeout(send, this.options.timeoutMs);
      };
      const pending: Pending = { request, secret: target.secret, sentAtMs, isForged: false, settle };
      this.#pending.set(key, pending);
      send();
    });
  }

  /** For good: what is asked from now on is abandoned. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const socket = await this.#socket;
    this.#socket = undefined;
    // One who was waiting for the socket to open has just added a request.
    for (const { settle } of this.#pending.values()) settle({ kind: 'abandoned' });
    await new Promise<void>((resolve) => (socket ? socket.close(resolve) : resolve()));
  }

  private open(): Promise<Socket> {
    this.#socket ??= new Promise((resolve, reject) => {
      const socket = createSocket('udp4');
      socket.once('error', reject);
      socket.on('message', (datagram, { address, port }) => this.receive(datagram, address, port));
      socket.bind(0, () => {
        socket.off('error', reject);
        // A router that is unreachable shows as one that does not answer.
        socket.on('error', () => undefined);
        resolve(socket);
      });
    });
    return this.#socket;
  }

  private takeIdentifier({ address, port }: CoaTarget): number {
    const target = `${address}:${port}`;
    const last = this.#lastIdentifier.get(target) ?? -1;
    for (let step = 1; step <= IDENTIFIERS; step++) {
      const identifier = (last + step) % IDENTIFIERS;
      if (this.#pending.has(keyOf(address, port, identifier))) continue;
      this.#lastIdentifier.set(target, identifier);
      return identifier;
    }
    throw new Error(`${IDENTIFIERS} requests to ${target} are under way, which is all that RADIUS can tell apart`);
  }

  private receive(datagram: Buffer, address: string, port: number): void {
    const packet = this.#packet;
    if (decodePacket(packet, datagram, datagram.length) !== DECODE_OUTCOME.Ok) return;
    const pending = this.#pending.get(keyOf(address, port, packet.identifier));
    if (!pending) return;
    if (!isValidResponse(packet, pending.request, pending.secret)) {
      pending.isForged = true;
      return;
    }
    const asked = pending.request[0] === PACKET_CODE['CoA-Request'] ? 'coa' : 'disconnect';
    const outcome = readCoaAnswer(packet, asked, Math.ceil(performance.now() - pending.sentAtMs));
    if (outcome) pending.settle(outcome);
  }
}

/** What an answer says that fits its request; `undefined` for what is none to such a request. */
export function readCoaAnswer(packet: PacketView, asked: CoaAsk['kind'], roundTripMs: number): CoaOutcome | undefined {
  const [acknowledged, refused] = ANSWERS[asked];
  if (packet.code === acknowledged) return { kind: 'acknowledged', roundTripMs };
  if (packet.code !== refused) return undefined;
  const cause = readUint32(packet, ATTRIBUTE['Error-Cause']);
  const errorCause = cause === undefined ? '' : errorCauseName(cause).replaceAll('-', ' ');
  return { kind: 'refused', errorCause, roundTripMs };
}

/** What a request says, beside who signs it. */
export function coaAttributes(ask: CoaAsk): Buffer {
  const marks = buildSessionMarks(ask.session);
  return ask.kind === 'disconnect' ? marks : Buffer.concat([marks, ask.change]);
}

const ANSWERS = {
  coa: [PACKET_CODE['CoA-ACK'], PACKET_CODE['CoA-NAK']],
  disconnect: [PACKET_CODE['Disconnect-ACK'], PACKET_CODE['Disconnect-NAK']],
} as const;

function build(ask: CoaAsk, { secret, messageAuthenticator }: CoaTarget, identifier: number): Buffer {
  const request = { identifier, secret, messageAuthenticator, attributes: coaAttributes(ask) };
  return ask.kind === 'disconnect' ? buildDisconnectRequest(request) : buildCoaRequest(request);
}

function keyOf(address: string, port: number, identifier: number): string {
  return `${address}:${port}:${identifier}`;
}
