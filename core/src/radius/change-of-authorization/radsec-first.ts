import { DECODE_OUTCOME, decodePacket, MAX_PACKET_LENGTH, PacketView, requestLength } from '../codec/index.js';
import type { RadsecWay } from '../radsec/radsec-connection-store.js';
import type { RelayClient } from '../radsec/relay-client.js';
import { type CoaAsk, type CoaClient, type CoaOutcome, type CoaTarget, coaAttributes, readCoaAnswer } from './coa-client.js';

/** A router as it can be asked: by UDP, over its RadSec connection, or both. */
export interface RouterWays {
  readonly routerId: string;
  /** `undefined` where nothing is known of an address. */
  readonly udp: CoaTarget | undefined;
  /** `undefined` of a router that is asked by UDP only. */
  readonly radsec: RadsecWay | undefined;
  readonly messageAuthenticator: boolean;
}

export interface RadsecFirstOptions {
  readonly client: Pick<CoaClient, 'ask' | 'close'>;
  readonly relay: Pick<RelayClient, 'ask' | 'close'>;
  /** How long a router that is asked by RadSec may take to answer. */
  readonly waitMs: number;
}

/**
 * Asks a router over the RadSec connection that it has opened, and by UDP where it has none or says nothing there: some take requests by UDP only, and
 * one behind NAT is reached by no other way than its own connection.
 */
export class RadsecFirst {
  readonly #packet = new PacketView();

  constructor(private readonly options: RadsecFirstOptions) {}

  async ask({ routerId, udp, radsec, messageAuthenticator }: RouterWays, ask: CoaAsk): Promise<CoaOutcome> {
    if (requestLength({ attributes: coaAttributes(ask), messageAuthenticator }) > MAX_PACKET_LENGTH) return { kind: 'too-long' };
    if (!radsec) return udp ? this.options.client.ask(udp, ask) : { kind: 'unanswered', isForged: false };
    const overTls = await this.askOverTls(radsec, { routerId, messageAuthenticator }, ask);
    if (overTls.kind !== 'unanswered' || !udp) return overTls;
    const outcome = await this.options.client.ask(udp, ask);
    return outcome.kind === 'unanswered' && overTls.radsec ? { ...outcome, radsec: overTls.radsec } : outcome;
  }

  /** For good: what is asked from now on is abandoned. */
  async close(): Promise<void> {
    this.options.relay.close();
    await this.options.client.close();
  }

  private async askOverTls(
    way: RadsecWay,
    router: { readonly routerId: string; readonly messageAuthenticator: boolean },
    ask: CoaAsk,
  ): Promise<CoaOutcome> {
    if (way.kind === 'not-connected') return { kind: 'unanswered', isForged: false, radsec: 'not-connected' };
    const { relay, waitMs } = this.options;
    const sentAtMs = performance.now();
    const reply = await relay.ask(way.relay, { ...router, kind: ask.kind, attributes: coaAttributes(ask), waitMs });
    if (reply.kind === 'abandoned') return reply;
    if (reply.kind !== 'answer') {
      return { kind: 'unanswered', isForged: false, radsec: reply.kind === 'silence' ? 'silent' : 'not-connected' };
    }
    const packet = this.#packet;
    const isSound = decodePacket(packet, reply.octets, reply.octets.length) === DECODE_OUTCOME.Ok;
    const outcome = isSound && readCoaAnswer(packet, ask.kind, Math.ceil(performance.now() - sentAtMs));
    return outcome || { kind: 'unanswered', isForged: false, radsec: 'silent' };
  }
}
