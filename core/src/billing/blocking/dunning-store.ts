import type { LocalDate, Transaction } from '@tapline/sdk';
import { sqlOf } from '../../kernel/database/database-transaction.js';
import type { ReminderKind } from './dunning.js';

/** What was done about a customer's debts. */
export interface DunningState {
  readonly promisedUntil: LocalDate | null;
  /** What blocking made of the customer; `null` when it holds nothing shut. */
  readonly heldStatus: 'blocked' | 'inactive' | null;
}

const NOTHING_DONE: DunningState = { promisedUntil: null, heldStatus: null };

export class DunningStore {
  async state(tx: Transaction, customerId: string): Promise<DunningState> {
    const [row] = (await sqlOf(tx)('dunning_customer').where({ customer_id: customerId })) as {
      promised_until: string | null;
      held_status: DunningState['heldStatus'];
    }[];
    return row ? { promisedUntil: row.promised_until, heldStatus: row.held_status } : NOTHING_DONE;
  }

  async putState(tx: Transaction, customerId: string, state: DunningState): Promise<void> {
    await sqlOf(tx)('dunning_customer')
      .insert({ customer_id: customerId, promised_until: state.promisedUntil, held_status: state.heldStatus })
      .onConflict('customer_id')
      .merge();
  }

  /** Customers who are held, in pages by id. */
  async held(tx: Transaction, afterId: string, limit: number): Promise<readonly string[]> {
    const rows = (await sqlOf(tx)('dunning_customer')
      .whereNotNull('held_status')
      .where('customer_id', '>', afterId)
      .orderBy('customer_id')
      .limit(limit)
      .select('customer_id')) as { customer_id: string }[];
    return rows.map((row) => row.customer_id);
  }

  async reminded(tx: Transaction, documentIds: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = (await sqlOf(tx)('dunning_reminder').whereIn('document_id', documentIds)) as { document_id: string; kind: string }[];
    return new Set(rows.map((row) => reminderKey(row.document_id, row.kind as ReminderKind)));
  }

  async keepReminder(tx: Transaction, documentId: string, kind: ReminderKind, date: LocalDate): Promise<void> {
    await sqlOf(tx)('dunning_reminder').insert({ document_id: documentId, kind, date });
  }
}

export function reminderKey(documentId: string, kind: ReminderKind): string {
  return `${documentId} ${kind}`;
}
