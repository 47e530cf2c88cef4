import type { QuotaState } from '../domain/quota.js';
import type { Transaction } from '../transaction.js';

/** Who counts a line's traffic against what it may use. */
export interface QuotaMeter {
  readonly id: string;
  readonly title: string;
  /** How a service stands; `undefined` for one that is not metered. Within two seconds. */
  state(tx: Transaction, serviceId: string): Promise<QuotaState | undefined>;
}
