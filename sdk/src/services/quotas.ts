import type { NewQuotaGrant, QuotaGrant, QuotaNeed, QuotaState } from '../domain/quota.js';
import type { Transaction } from '../transaction.js';

/**
 * Where those who grant octets and those who meter them meet; each works without the other. The core keeps the grants and their order; a meter
 * (an add-on that contributes a `quotaMeter`) takes from them.
 */
export interface Quotas {
  /**
   * Grants octets to a line in this add-on's name. The same key again grants nothing and returns the first grant. The meter hears of it by
   * `quota.granted` after the commit, and lets the line pass again within a second. Throws `SERVICE_UNKNOWN`, `QUOTA_GRANT_INVALID`.
   */
  grant(tx: Transaction, grant: NewQuotaGrant, options: { readonly idempotencyKey: string }): Promise<QuotaGrant>;
  /**
   * Takes the unused of a grant of this add-on's back: from now on it has no more than was used of it. Returns it as it was before, so that
   * `octets` less `usedOctets` is what was taken back; twice takes nothing the second time. Throws `QUOTA_GRANT_UNKNOWN`.
   */
  withdraw(tx: Transaction, grantId: string): Promise<QuotaGrant>;
  /** Of whatever source. Throws `QUOTA_GRANT_UNKNOWN`. */
  get(tx: Transaction, grantId: string): Promise<QuotaGrant>;
  /** All grants of a service, of whatever source, in the order in which they are used: what expires first goes first, what never expires last. */
  ofService(tx: Transaction, serviceId: string): Promise<readonly QuotaGrant[]>;
  /** How a line stands, by the first meter that meters it; `undefined` when none does. */
  state(tx: Transaction, serviceId: string): Promise<QuotaState | undefined>;

  /** For meters: the grants of services in the order of use, held until the transaction ends, so that none is withdrawn meanwhile. */
  lockOfServices(tx: Transaction, serviceIds: readonly string[]): Promise<ReadonlyMap<string, readonly QuotaGrant[]>>;
  /** For meters: what has been taken of grants in all, in place of what was said before. Throws `QUOTA_USED_INVALID`. */
  setUsed(tx: Transaction, used: readonly { readonly grantId: string; readonly usedOctets: bigint }[]): Promise<void>;
  /**
   * For meters: asks whoever wants to grant more (`quota.exhausted`) before a line is shut or slowed, in the transaction. True when somebody has
   * granted: look at the grants again.
   */
  askForMore(tx: Transaction, need: QuotaNeed): Promise<boolean>;
  /** For meters: whether anybody would be asked. Who has not granted may do so later: the customer has paid meanwhile. */
  isAnybodyAsked(): boolean;
}
