import type { ServicePiece } from '../engine/customer-charges.js';
import { isSameRate } from '../engine/wanted-charges.js';
import type { KeptCharge } from './billing-store.js';

/** The documents that charged what is given back; a credit note names them (Directive 2006/112/EC article 219). */
export function creditedDocuments(pieces: readonly ServicePiece[], charges: readonly KeptCharge[]): readonly string[] {
  const credits = pieces.filter(({ isCredit }) => isCredit);
  const documentIds = charges.flatMap(({ documentId, piece }) =>
    documentId !== null && !piece.isCredit && credits.some((credit) => isOfSameDays(credit, piece)) ? [documentId] : [],
  );
  return [...new Set(documentIds)];
}

function isOfSameDays(a: ServicePiece, b: ServicePiece): boolean {
  const isSamePeriod = a.period.start === b.period.start && a.period.end === b.period.end && a.proration === b.proration;
  return a.serviceId === b.serviceId && isSamePeriod && isSameRate(a.rate, b.rate) && a.from < b.to && b.from < a.to;
}
