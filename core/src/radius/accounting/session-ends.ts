import { type Clock, createToken, type Transaction, type UsageDelta } from '@tapline/sdk';
import { UsageFeedStore } from '../../usage/feed/usage-feed-store.js';
import type { CompanyDay } from './company-day.js';

/** The feed's journal of sessions that end beside the applier; several processes write it. */
const JOURNAL = 'session-ends';

/** Tells those who read along with usage that sessions have ended of which no router has said so. */
export class SessionEnds {
  readonly #feed = new UsageFeedStore();

  constructor(private readonly options: { readonly day: CompanyDay; readonly clock: Clock }) {}

  /** The services of the sessions; null of those of no line. Last in its transaction: until that ends nobody else can tell of any. */
  async tell(tx: Transaction, serviceIds: readonly (string | null)[]): Promise<void> {
    const nowMs = this.options.clock.nowMs();
    const hourMs = this.options.day.hourStartMs(nowMs);
    const ends = [...new Set(serviceIds)].flatMap((serviceId) => (serviceId === null ? [] : [sessionEndOf(serviceId, hourMs)]));
    if (ends.length === 0) return;
    await this.#feed.lock(tx, JOURNAL);
    await this.#feed.append(tx, JOURNAL, ends, nowMs);
  }
}

export const SESSION_ENDS = createToken<SessionEnds>('core.session-ends');

/** A session of a service has ended; what flowed in it was counted before. */
export function sessionEndOf(serviceId: string, hourMs: number): UsageDelta {
  return { serviceId, hourMs, downloadOctets: 0n, uploadOctets: 0n, isSessionEnd: true };
}
