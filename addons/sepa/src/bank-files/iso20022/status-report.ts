import type { PaymentGroupStatus, PaymentStatus, PaymentStatusReport, PaymentTransactionStatus } from '@tapline/sdk';
import { child, children, text, type XmlElement } from '../xml/xml-element.js';
import { amountOf, reasonOf, referenceOf } from './iso-values.js';

/** ISO 20022 `ExternalPaymentTransactionStatus1Code`. The answers of a verification of payee (`RVMC` and others) reject nothing. */
const STATUSES: Readonly<Record<string, PaymentStatus>> = {
  RCVD: 'accepted',
  ACTC: 'accepted',
  ACCP: 'accepted',
  ACSP: 'accepted',
  ACSC: 'accepted',
  ACCC: 'accepted',
  ACWC: 'accepted',
  ACFC: 'accepted',
  PART: 'partial',
  PDNG: 'pending',
  RJCT: 'rejected',
};

/** A `TxInfAndSts` of pain.002. */
export function transactionStatus(element: XmlElement): PaymentTransactionStatus {
  const original = child(element, 'OrgnlTxRef');
  const amount = amountOf(child(original, 'Amt', 'InstdAmt'));
  return {
    originalInstructionId: referenceOf(text(element, 'OrgnlInstrId')),
    originalEndToEndId: referenceOf(text(element, 'OrgnlEndToEndId')),
    mandateId: text(original, 'MndtRltdInf', 'DrctDbtMndt', 'MndtId') ?? text(original, 'MndtRltdInf', 'MndtId'),
    ...standing(element, 'TxSts'),
    amountMinor: amount?.amountMinor ?? null,
    currency: amount?.currency ?? null,
  };
}

/** An `OrgnlPmtInfAndSts` of pain.002. */
export function groupStatus(element: XmlElement, transactions: readonly PaymentTransactionStatus[]): PaymentGroupStatus {
  return { originalPaymentInformationId: referenceOf(text(element, 'OrgnlPmtInfId')), ...standing(element, 'PmtInfSts'), transactions };
}

/** A `CstmrPmtStsRpt`. */
export function statusReport(report: XmlElement, groups: readonly PaymentGroupStatus[]): PaymentStatusReport {
  const original = child(report, 'OrgnlGrpInfAndSts');
  const none = { status: null, statusCode: null, reasons: [] };
  return {
    id: text(report, 'GrpHdr', 'MsgId'),
    originalMessageId: referenceOf(text(original, 'OrgnlMsgId')),
    ...(original ? standing(original, 'GrpSts') : none),
    groups,
  };
}

function standing(element: XmlElement, name: string): Pick<PaymentGroupStatus, 'status' | 'statusCode' | 'reasons'> {
  const statusCode = text(element, name);
  return {
    statusCode,
    status: statusCode === null ? null : (STATUSES[statusCode] ?? 'other'),
    reasons: children(element, 'StsRsnInf').flatMap((each) => reasonOf(each) ?? []),
  };
}
