import { createSocket, type Socket } from 'node:dgram';
import {
  ATTRIBUTE,
  AttributeWriter,
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

export interface DisconnectTarget {
  readonly address: string;
  /** UDP port of RFC 5176 requests. */
  readonly port: number;
  readonly secret: RouterSecret;
}

/** What tells the router which session is meant; as much as is known, as the router itself reported it. */
export interface SessionMarks {
  readonly login: string;
  readonly acctSessionId: string;
  readonly ipv4Address: string | null;
  readonly nasIpAddress: string | null;
}

export type DisconnectOutcome =
  | { readonly kind: 'acknowledged' }
  /** `errorCause` in the words of RFC 5176 s3.5, empty when the router gave none. */
  | { readonly kind: 'refused'; readonly errorCause: string; readonly isSessionUnknown: boolean }
  | { readonly kind: 'unanswered' }
  /** The client was closed before it could tell. */
  | { readonly kind: 'abandoned' };

export interface DisconnectClientOptions {
  readonly timeoutMs: number;
  /** How often a request is sent, in all. */
  readonly tries: number;
}

interface Pending {
  readonly request: Buffer;
  readonly secret: RouterSecret;
  readonly settle: (outcome: DisconnectOutcome) => void;
}

const IDENTIFIERS = 256;

/** Sends Disconnect-Requests (RFC 5176 s2.1) and believes only answers made with the router's secret. */
export class DisconnectClient {
  readonly #pending = new Map<string, Pending>();
  readonly #lastIdentifier = new Map<string, number>();
  readonly #packet = new PacketView();
  #socket: Promise<Socket> | undefined;
  #isClosed = false;

  constructor(private readonly options: DisconnectClientOptions) {}

  async disconnect(target: DisconnectTarget, session: SessionMarks): Promise<DisconnectOutcome> {
    if (this.#isClosed) return { kind: 'abandoned' };
    const socket = await this.open();
    const identifier = this.takeIdentifier(target);
    const request = buildDisconnectRequest({ identifier, secret: target.secret, attributes: marksOf(session) });
    return new Promise((resolve) => {
      const key = keyOf(target.address, target.port, identifier);
      let triesLeft = this.options.tries;
      let timer: NodeJS.Timeout;
      const settle = (outcome: DisconnectOutcome): void => {
        clearTimeout(timer);
        this.#pending.delete(key);
        resolve(outcome);
      };
      // The same octets each time: the router recognises a retransmission by them.
      const send = (): void => {
        if (triesLeft-- === 0) {
          settle({ kind: 'unanswered' });
          return;
        }
        socket.send(request, target.port, target.address, () => undefined);
        timer = setTimeout(send, this.options.timeoutMs);
      };
      this.#pending.set(key, { request, secret: target.secret, settle });
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

  private takeIdentifier({ address, port }: DisconnectTarget): number {
    const target = `${address}:${port}`;
    const last = this.#lastIdentifier.get(target) ?? -1;
    for (let step = 1; step <= IDENTIFIERS; step++) {
      const identifier = (last + step) % IDENTIFIERS;
      if (this.#pending.has(keyOf(address, port, identifier))) continue;
      this.#lastIdentifier.set(target, identifier);
      return identifier;
    }
    throw new Error(`${IDENTIFIERS} Disconnect-Requests to ${target} are under way, which is all that RADIUS can tell apart`);
  }

  private receive(datagram: Buffer, address: string, port: number): void {
    const packet = this.#packet;
    if (decodePacket(packet, datagram, datagram.length) !== DECODE_OUTCOME.Ok) return;
    const pending = this.#pending.get(keyOf(address, port, packet.identifier));
    if (!pending || !isValidResponse(packet, pending.request, pending.secret)) return;
    if (packet.code === PACKET_CODE['Disconnect-ACK']) pending.settle({ kind: 'acknowledged' });
    if (packet.code !== PACKET_CODE['Disconnect-NAK']) return;
    const cause = readUint32(packet, ATTRIBUTE['Error-Cause']);
    const errorCause = cause === undefined ? '' : errorCauseName(cause).replaceAll('-', ' ');
    pending.settle({ kind: 'refused', errorCause, isSessionUnknown: errorCause === 'Session Context Not Found' });
  }
}

function marksOf(session: SessionMarks): Buffer {
  const writer = new AttributeWriter();
  if (session.login !== '') writer.text(ATTRIBUTE['User-Name'], session.login);
  writer.text(ATTRIBUTE['Acct-Session-Id'], session.acctSessionId);
  if (session.ipv4Address !== null) writer.ipv4(ATTRIBUTE['Framed-IP-Address'], session.ipv4Address);
  if (session.nasIpAddress !== null) writer.ipv4(ATTRIBUTE['NAS-IP-Address'], session.nasIpAddress);
  return writer.build();
}

function keyOf(address: string, port: number, identifier: number): string {
  return `${address}:${port}:${identifier}`;
}
