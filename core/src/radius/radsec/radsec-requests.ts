import {
  buildCoaRequest,
  buildDisconnectRequest,
  DECODE_OUTCOME,
  decodePacket,
  isValidResponse,
  PACKET_CODE,
  PacketView,
} from '../codec/index.js';
import { RADSEC_SECRET } from '../server/router-table.js';

/** What a router is to be asked over its RadSec connection (RFC 5176 s2). */
export interface RadsecAsk {
  readonly routerId: string;
  readonly kind: 'coa' | 'disconnect';
  /** As an AttributeWriter built them. */
  readonly attributes: Buffer;
  readonly messageAuthenticator: boolean;
  readonly waitMs: number;
}

export type RadsecReply =
  /** The packet that it answered with; it fits the request. */
  { readonly kind: 'answer'; readonly octets: Buffer } | { readonly kind: 'silence' } | { readonly kind: 'not-connected' };

export interface RadsecRequestsOptions {
  /** The connection of a router, by the port that stands for it. */
  readonly connectionOf: (routerId: string) => number | undefined;
  readonly send: (packet: Buffer, port: number) => void;
}

interface Pending {
  readonly request: Buffer;
  readonly settle: (reply: RadsecReply) => void;
}

const IDENTIFIERS = 256;
const ANSWERS: ReadonlySet<number> = new Set([
  PACKET_CODE['CoA-ACK'],
  PACKET_CODE['CoA-NAK'],
  PACKET_CODE['Disconnect-ACK'],
  PACKET_CODE['Disconnect-NAK'],
]);

/** Whether a packet of a router answers what it was asked; all others are its own requests. */
export function isAnswerOfRouter(packet: Buffer): boolean {
  return ANSWERS.has(packet[0] ?? 0);
}

/** Asks routers over the connections that they have opened. Sent once each: TLS loses nothing (RFC 6613 s2.6.1). */
export class RadsecRequests {
  /** By connection and Identifier. */
  readonly #pending = new Map<number, Map<number, Pending>>();
  readonly #lastIdentifier = new Map<number, number>();
  readonly #packet = new PacketView();

  constructor(private readonly options: RadsecRequestsOptions) {}

  ask({ routerId, kind, attributes, messageAuthenticator, waitMs }: RadsecAsk): Promise<RadsecReply> {
    const port = this.options.connectionOf(routerId);
    if (port === undefined) return Promise.resolve({ kind: 'not-connected' });
    const pending = this.#pending.get(port) ?? new Map<number, Pending>();
    this.#pending.set(port, pending);
    const identifier = this.takeIdentifier(port, pending);
    // As many as RADIUS can tell apart are unanswered.
    if (identifier === undefined) return Promise.resolve({ kind: 'silence' });
    const build = kind === 'coa' ? buildCoaRequest : buildDisconnectRequest;
    const request = build({ identifier, secret: RADSEC_SECRET, messageAuthenticator, attributes });
    return new Promise((resolve) => {
      const settle = (reply: RadsecReply): void => {
        clearTimeout(timer);
        pending.delete(identifier);
        resolve(reply);
      };
      const timer = setTimeout(() => settle({ kind: 'silence' }), waitMs);
      pending.set(identifier, { request, settle });
      this.options.send(request, port);
    });
  }

  /** An answer that has come over a connection; what nobody has asked is left alone. */
  receive(octets: Buffer, port: number): void {
    const pending = this.#pending.get(port)?.get(octets[1] ?? 0);
    if (!pending || decodePacket(this.#packet, octets, octets.length) !== DECODE_OUTCOME.Ok) return;
    if (isValidResponse(this.#packet, pending.request, RADSEC_SECRET)) pending.settle({ kind: 'answer', octets });
  }

  /** A connection is gone, with all that was asked over it. */
  closed(port: number): void {
    for (const { settle } of this.#pending.get(port)?.values() ?? []) settle({ kind: 'not-connected' });
    this.#pending.delete(port);
    this.#lastIdentifier.delete(port);
  }

  private takeIdentifier(port: number, pending: ReadonlyMap<number, Pending>): number | undefined {
    const last = this.#lastIdentifier.get(port) ?? -1;
    for (let step = 1; step <= IDENTIFIERS; step++) {
      const identifier = (last + step) % IDENTIFIERS;
      if (pending.has(identifier)) continue;
      this.#lastIdentifier.set(port, identifier);
      return identifier;
    }
    return undefined;
  }
}
