import type { BankDirection, BankEntryDetail, BankParty, BankReferences, BankTransactionCode } from '@tapline/sdk';
import { child, children, text, type XmlElement } from '../xml/xml-element.js';
import { amountOf, feeOf, type IsoAmount, ibanOf, reasonOf, referenceOf } from './iso-values.js';

/** A `TxDtls` as far as it speaks for itself: what it leaves out is the entry's. */
export interface OwnDetail extends Omit<BankEntryDetail, 'amountMinor' | 'currency' | 'direction' | 'code'> {
  readonly amount: IsoAmount | null;
  readonly instructed: IsoAmount | null;
  readonly direction: BankDirection | null;
  readonly code: BankTransactionCode | null;
}

export function ownDetail(details: XmlElement): OwnDetail {
  const instructed = amountOf(child(details, 'AmtDtls', 'InstdAmt', 'Amt'));
  return {
    amount: amountOf(child(details, 'Amt')) ?? amountOf(child(details, 'AmtDtls', 'TxAmt', 'Amt')),
    instructed,
    instructedMinor: instructed?.amountMinor ?? null,
    direction: directionOf(details),
    feeMinor: feeOf(details),
    code: transactionCode(details),
    references: references(child(details, 'Refs')),
    debtor: party(details, 'Dbtr'),
    creditor: party(details, 'Cdtr'),
    remittance: children(details, 'RmtInf', 'Ustrd').flatMap((line) => line.text.trim() || []),
    creditorReferences: children(details, 'RmtInf', 'Strd', 'CdtrRefInf', 'Ref').flatMap((line) => line.text.trim() || []),
    returned: reasonOf(child(details, 'RtrInf')),
  };
}

export function directionOf(element: XmlElement): BankDirection | null {
  const written = text(element, 'CdtDbtInd');
  return written === 'CRDT' ? 'credit' : written === 'DBIT' ? 'debit' : null;
}

/** Null where the bank gives none at all. */
export function transactionCode(element: XmlElement): BankTransactionCode | null {
  const code = child(element, 'BkTxCd');
  const given = {
    domain: text(code, 'Domn', 'Cd'),
    family: text(code, 'Domn', 'Fmly', 'Cd'),
    subFamily: text(code, 'Domn', 'Fmly', 'SubFmlyCd'),
    proprietary: text(code, 'Prtry', 'Cd'),
  };
  return Object.values(given).every((part) => part === null) ? null : given;
}

export function references(refs: XmlElement | undefined): BankReferences {
  const of = (name: string): string | null => referenceOf(text(refs, name));
  return {
    servicerReference: of('AcctSvcrRef'),
    messageId: of('MsgId'),
    paymentInformationId: of('PmtInfId'),
    instructionId: of('InstrId'),
    endToEndId: of('EndToEndId'),
    transactionId: of('TxId'),
    mandateId: of('MndtId'),
  };
}

/** From version .08 on a party stands in `Pty`. */
function party(details: XmlElement, role: 'Dbtr' | 'Cdtr'): BankParty {
  const named = child(details, 'RltdPties', role);
  const account = child(details, 'RltdPties', `${role}Acct`, 'Id');
  const other = text(account, 'Othr', 'Id');
  return {
    name: text(named, 'Pty', 'Nm') ?? text(named, 'Nm'),
    iban: ibanOf(text(account, 'IBAN')) ?? ibanOf(other),
    otherAccount: text(account, 'IBAN') ?? other,
  };
}
