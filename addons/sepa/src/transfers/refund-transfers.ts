import { randomUUID } from 'node:crypto';
import {
  type Clock,
  type Company,
  type GatewayPayments,
  type GatewayRefundOutcome,
  type GatewayRefundRequest,
  type ReportedReturn,
  refused,
  type Transaction,
  type TransactionRunner,
} from '@tapline/sdk';
import { localDateTime } from '../banking/local-date-time.js';
import { nextTargetDay } from '../banking/target-calendar.js';
import { GATEWAY_ID } from '../collections/collection-gateway.js';
import { type CollectionItem, subjectOf } from '../collections/collection-item.js';
import type { CollectionStore } from '../collections/collection-store.js';
import { writeCreditTransfers } from '../exports/credit-transfer-writer.js';
import type { MandateStore } from '../mandates/mandate-store.js';
import type { ProfileStore } from '../profiles/profile-store.js';
import { newReference } from '../runs/references.js';
import type { TransferFileRow, TransferRow, TransferStore } from './transfer-store.js';

/** Refunds of collected money: transfers to the account that it came from. */
export class RefundTransfers {
  constructor(
    private readonly parts: {
      readonly store: TransferStore;
      readonly items: CollectionStore;
      readonly profiles: ProfileStore;
      readonly mandateStore: MandateStore;
      readonly payments: GatewayPayments;
      readonly transactions: TransactionRunner;
      readonly company: Company;
      readonly clock: Clock;
    },
  ) {}

  /** Takes a refund up; it is pending until a file with it is at the bank. The same key again is the same transfer. */
  take({ key, attempt, captureReference, amountMinor }: GatewayRefundRequest): Promise<GatewayRefundOutcome> {
    const { store, items, transactions, company, clock } = this.parts;
    return transactions.run(async (tx): Promise<GatewayRefundOutcome> => {
      if (await store.find(tx, key)) return { kind: 'taken', reference: key, status: 'pending' };
      const item = await items.findByEndToEndId(tx, captureReference);
      if (!item) return { kind: 'refused', reason: `there is no collection ${captureReference}` };
      await store.insert(tx, {
        id: key,
        end_to_end_id: newReference('E'),
        collection_end_to_end_id: captureReference,
        customer_id: attempt.customerId,
        amount_minor: amountMinor,
        ...(await this.accountFor(tx, item)),
        remittance: `Refund of ${subjectOf(item.details)} ${company.name}`,
        state: 'waiting',
        file_id: null,
        created_at_ms: clock.nowMs(),
        reason: null,
        told_by: null,
      });
      return { kind: 'taken', reference: key, status: 'pending' };
    });
  }

  /** Makes a file of all that waits. Throws `SEPA_TRANSFERS_NONE`. */
  async makeFile(tx: Transaction, profileId: string): Promise<TransferFileRow> {
    const { store, profiles, company, clock } = this.parts;
    const payer = await profiles.get(tx, profileId);
    const messageId = newReference('F');
    const id = randomUUID();
    const taken: TransferRow[] = [];
    for (const row of await store.inState(tx, 'waiting')) if (await store.move(tx, row, { state: 'filed', file_id: id })) taken.push(row);
    if (taken.length === 0) throw refused('SEPA_TRANSFERS_NONE', 'no refund waits to be transferred');
    const atMs = clock.nowMs();
    const executeOn = nextTargetDay(company.today());
    const transfers = taken.map((row) => ({
      endToEndId: row.end_to_end_id,
      amountMinor: row.amount_minor,
      name: row.debtor_name,
      iban: row.iban,
      bic: row.bic,
      remittance: row.remittance,
    }));
    let content = '';
    writeCreditTransfers({ messageId, createdAt: localDateTime(atMs, company.timeZone), executeOn, payer }, transfers, (piece) => {
      content += piece;
    });
    const sumMinor = transfers.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
    const name = `refunds-${executeOn}-${id.slice(0, 8)}.xml`;
    const known = { id, name, items: transfers.length, sum_minor: sumMinor, content, created_at_ms: atMs };
    const file: TransferFileRow = { ...known, state: 'ready', message_id: messageId };
    await store.putFile(tx, file);
    return file;
  }

  /** The bank has it: the money has gone back. The same again changes nothing. Throws `SEPA_TRANSFERS_WITHDRAWN`. */
  async markSent(tx: Transaction, fileId: string): Promise<TransferFileRow> {
    const file = await this.heldFile(tx, fileId);
    if (file.state === 'sent') return file;
    if (file.state === 'withdrawn')
      throw refused('SEPA_TRANSFERS_WITHDRAWN', `${file.name} was withdrawn: its refunds wait for another file, or stand in one`);
    for (const row of await this.parts.store.ofFile(tx, fileId))
      if (await this.parts.store.move(tx, { ...row, state: 'filed' }, { state: 'sent' })) await this.report(tx, row, 'completed');
    return this.moveFile(tx, file, 'sent');
  }

  /** The bank says that it has taken these: it has their files. */
  async taken(tx: Transaction, transferIds: readonly string[]): Promise<void> {
    const files = new Set<string>();
    for (const id of transferIds) {
      const row = await this.parts.store.get(tx, id);
      if (row.state === 'filed' && row.file_id !== null) files.add(row.file_id);
    }
    for (const fileId of files) await this.markSent(tx, fileId);
  }

  /** The bank does not get it: its refunds wait for another file. The same again changes nothing. Throws `SEPA_TRANSFERS_SENT`. */
  async withdraw(tx: Transaction, fileId: string): Promise<TransferFileRow> {
    const file = await this.heldFile(tx, fileId);
    if (file.state === 'withdrawn') return file;
    if (file.state === 'sent')
      throw refused('SEPA_TRANSFERS_SENT', `the bank has ${file.name}: ask it to recall the file, and import its answer`);
    const rows = await this.parts.store.ofFile(tx, fileId);
    if (rows.some(({ state }) => state === 'returned'))
      throw refused('SEPA_TRANSFERS_SENT', `the bank has answered for ${file.name}, so it has the file: mark it as sent`);
    for (const row of rows) await this.parts.store.move(tx, { ...row, state: 'filed' }, { state: 'waiting', file_id: null });
    return this.moveFile(tx, file, 'withdrawn');
  }

  /** Gives up a refund that stands in no file. The same again changes nothing. Throws `SEPA_TRANSFER_UNKNOWN`, `SEPA_TRANSFER_FILED`. */
  async cancel(tx: Transaction, transferId: string, reason: string): Promise<TransferRow> {
    const row = await this.parts.store.get(tx, transferId);
    if (row.state === 'cancelled') return row;
    if (!(await this.parts.store.move(tx, { ...row, state: 'waiting' }, { state: 'cancelled', reason })))
      throw refused('SEPA_TRANSFER_FILED', 'the refund stands in a file: withdraw that file first, where the bank does not have it');
    await this.report(tx, row, 'failed', { reason });
    return { ...row, state: 'cancelled', reason };
  }

  /**
   * The bank has sent it back, or has rejected it: the money is the customer's again, and can be refunded anew. `toldBy` names the line that tells it.
   * Told by several, it is booked once, and stands until the last of them is undone. False where it was told before.
   */
  async cameBack(
    tx: Transaction,
    transferId: string,
    told: { readonly toldBy: string; readonly code: string; readonly reason: string; readonly feeMinor: number },
  ): Promise<boolean> {
    const row = await this.parts.store.get(tx, transferId);
    const { toldBy, code, reason, feeMinor } = told;
    await this.parts.store.keepTelling(tx, { transfer_id: transferId, told_by: toldBy, code, reason, fee_minor: feeMinor });
    for (const state of ['sent', 'filed'] as const) {
      if (!(await this.parts.store.move(tx, { ...row, state }, { state: 'returned', reason, told_by: toldBy }))) continue;
      await this.report(tx, row, 'withdrawn', {
        reason,
        ...(code === '' ? {} : { reasonCode: code }),
        ...(feeMinor > 0 ? { feeMinor } : {}),
      });
      return true;
    }
    return false;
  }

  /** Takes back that it came back, where this line told it; told by another as well, it came back as that one says. */
  async undoCameBack(tx: Transaction, transferId: string, toldBy: string, reason: string): Promise<void> {
    const { store, payments } = this.parts;
    const row = await store.get(tx, transferId);
    await store.forgetTelling(tx, transferId, toldBy);
    if (row.state !== 'returned' || row.told_by !== toldBy) return;
    const isSent = row.file_id !== null && (await store.file(tx, row.file_id)).state === 'sent';
    if (!(await store.move(tx, row, { state: isSent ? 'sent' : 'filed', reason: null, told_by: null }))) return;
    await payments.undo(tx, GATEWAY_ID, { kind: 'return', reference: row.id, reason });
    await this.report(tx, row, isSent ? 'completed' : 'pending');
    const [next] = await store.tellings(tx, transferId);
    if (next) await this.cameBack(tx, transferId, { toldBy: next.told_by, code: next.code, reason: next.reason, feeMinor: next.fee_minor });
  }

  private async report(
    tx: Transaction,
    row: TransferRow,
    status: ReportedReturn['status'],
    more: Pick<ReportedReturn, 'reason' | 'reasonCode' | 'feeMinor'> = {},
  ): Promise<void> {
    const back = { reference: row.id, captureReference: row.collection_end_to_end_id, kind: 'refund', status } as const;
    const returns = [{ ...back, amountMinor: row.amount_minor, currency: this.parts.company.currency, ...more }];
    await this.parts.payments.report(tx, GATEWAY_ID, { attempt: { reference: row.collection_end_to_end_id }, returns });
  }

  /** The account that was collected from; where a refund came back from there, the one that the mandate has now. */
  private async accountFor(
    tx: Transaction,
    { endToEndId, mandateId, details }: CollectionItem,
  ): Promise<Pick<TransferRow, 'debtor_name' | 'iban' | 'bic'>> {
    const before = await this.parts.store.ofCollection(tx, endToEndId);
    const mandate = before.some(({ state }) => state === 'returned') ? await this.parts.mandateStore.find(tx, mandateId) : undefined;
    const { debtorName, iban, bic } = mandate ?? details;
    return { debtor_name: debtorName, iban, bic };
  }

  private async heldFile(tx: Transaction, fileId: string): Promise<TransferFileRow> {
    await this.parts.store.holdFile(tx, fileId);
    return this.parts.store.file(tx, fileId);
  }

  private async moveFile(tx: Transaction, file: TransferFileRow, state: TransferFileRow['state']): Promise<TransferFileRow> {
    const moved = { ...file, state };
    await this.parts.store.putFile(tx, moved);
    return moved;
  }
}
