import type { AccessReason, Transaction } from '@tapline/sdk';
import { sqlOf } from '../kernel/database/database-transaction.js';

/** A time in which a line was shut without being open in between. */
export interface ShutSpan {
  readonly serviceId: string;
  readonly sinceMs: number;
  /** When it opened. */
  readonly untilMs: number;
  /** The last that it was shut for. */
  readonly reasons: readonly AccessReason[];
}

/** The times in which lines that are open again were shut; since when others are is with their access. Kept as long as hours of usage. */
export class ShutSpanStore {
  async put(tx: Transaction, { serviceId, sinceMs, untilMs, reasons }: ShutSpan): Promise<void> {
    const row = { service_id: serviceId, since_ms: sinceMs, until_ms: untilMs, reasons: JSON.stringify(reasons) };
    await sqlOf(tx)('shut_span').insert(row).onConflict(['service_id', 'since_ms']).merge();
  }
}
