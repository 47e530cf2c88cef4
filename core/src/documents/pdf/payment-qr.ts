import type { IssuedDocument } from '@tapline/sdk';
import { create } from 'qrcode';
import { creditorReference } from './creditor-reference.js';

/** The squares of a QR code, row by row; true is dark. */
export interface QrSquares {
  readonly size: number;
  readonly isDark: (row: number, column: number) => boolean;
}

const LONGEST_NAME = 70;
const LONGEST_REMITTANCE = 140;

/**
 * What a banking app reads to pay the document (EPC069-12, version 002), or `undefined` where it cannot be paid so: another currency than the
 * euro, nothing to pay, no account.
 */
export function paymentQrText({ currency, kind, totalMinor, issuer, number, dueDate }: IssuedDocument): string | undefined {
  const isPayable = dueDate !== null && (kind === 'invoice' || kind === 'proforma') && totalMinor > 0;
  const iban = issuer.iban.replaceAll(/\s/g, '').toUpperCase();
  if (currency !== 'EUR' || !isPayable || iban === '') return undefined;
  const amount = `EUR${Math.floor(totalMinor / 100)}.${String(totalMinor % 100).padStart(2, '0')}`;
  const remittance = number.slice(0, LONGEST_REMITTANCE);
  const bic = issuer.bic.replaceAll(/\s/g, '').toUpperCase();
  const reference = issuer.usesCreditorReference ? creditorReference(number) : undefined;
  // Structured or not, never both (s3.2): nothing follows a reference.
  const told = reference === undefined ? ['', remittance] : [reference];
  return ['BCD', '002', '1', 'SCT', bic, issuer.name.slice(0, LONGEST_NAME), iban, amount, '', ...told].join('\n');
}

/** The only place that knows the QR library. Error correction M, as EPC069-12 s3.1 asks. */
export function qrSquares(text: string): QrSquares {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  return { size: modules.size, isDark: (row, column) => modules.get(row, column) === 1 };
}
