import type { AmountMinor, Transaction } from '@tapline/sdk';
import type { DocumentService } from '../document-service.js';
import type { SettlementService } from './settlement-service.js';

/**
 * What was paid of an invoice and not given back: all of it but what is open and what credit notes and write-offs have taken; never under 0. Throws
 * `DOCUMENT_UNKNOWN`, `CREDIT_NOT_AN_INVOICE`.
 */
export async function paidOfInvoice(
  tx: Transaction,
  { documents, settlement }: { readonly documents: DocumentService; readonly settlement: SettlementService },
  invoiceId: string,
): Promise<AmountMinor> {
  const { id, totalMinor } = await documents.invoiceToCredit(tx, invoiceId);
  const openMinor = (await settlement.find(tx, id))?.openMinor ?? 0;
  const credited = await documents.creditNotesOf(tx, id);
  const writtenOff = (await settlement.allocationsOf(tx, id)).filter(({ other }) => other?.kind === 'write-off');
  const creditedMinor = credited.reduce((sum, note) => sum + note.totalMinor, 0);
  const writtenOffMinor = writtenOff.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return Math.max(0, totalMinor - openMinor - creditedMinor - writtenOffMinor);
}
