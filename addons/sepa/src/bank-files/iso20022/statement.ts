import type { BankBalance, BankEntry, BankStatement, BankStatementKind } from '@tapline/sdk';
import { child, children, text, type XmlElement } from '../xml/xml-element.js';
import { amountOf, dayOf, ibanOf } from './iso-values.js';

/** A `Stmt`, `Rpt` or `Ntfctn` with its entries. */
export function bankStatement(element: XmlElement, kind: BankStatementKind, entries: readonly BankEntry[]): BankStatement {
  const account = child(element, 'Acct');
  const currency = text(account, 'Ccy');
  const iban = ibanOf(text(account, 'Id', 'IBAN'));
  const other = text(account, 'Id', 'Othr', 'Id');
  return {
    kind,
    id: text(element, 'Id'),
    account: { iban: iban ?? ibanOf(other), other: iban === null ? (text(account, 'Id', 'IBAN') ?? other) : other, currency },
    balances: children(element, 'Bal').flatMap((each) => balance(each, currency) ?? []),
    entries,
  };
}

function balance(element: XmlElement, currency: string | null): BankBalance | null {
  const amount = amountOf(child(element, 'Amt'), currency);
  if (!amount) return null;
  return {
    type: text(element, 'Tp', 'CdOrPrtry', 'Cd') ?? text(element, 'Tp', 'CdOrPrtry', 'Prtry') ?? text(element, 'Tp', 'Cd') ?? '',
    amountMinor: text(element, 'CdtDbtInd') === 'DBIT' ? -amount.amountMinor : amount.amountMinor,
    currency: amount.currency,
    date: dayOf(child(element, 'Dt')),
  };
}
