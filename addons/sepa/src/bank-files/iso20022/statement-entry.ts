import type { BankEntry, BankEntryDetail } from '@tapline/sdk';
import { child, text, type XmlElement } from '../xml/xml-element.js';
import { directionOf, type OwnDetail, references, transactionCode } from './entry-detail.js';
import { amountOf, broken, dayOf, feeOf, type IsoAmount, isTrue, referenceOf } from './iso-values.js';

const NO_CODE = { domain: null, family: null, subFamily: null, proprietary: null };
const NOBODY = { name: null, iban: null, otherAccount: null };

/** An `Ntry` with its details. Throws `SEPA_FILE_AMOUNT` where it has no amount or direction: it would be money of an unknown kind. */
export function statementEntry(entry: XmlElement, own: readonly OwnDetail[]): BankEntry {
  const amount = amountOf(child(entry, 'Amt'));
  const direction = directionOf(entry);
  if (!amount) throw broken(entry, 'the entry has no amount');
  if (!direction) throw broken(entry, 'the entry does not say whether it is a credit or a debit');
  const code = transactionCode(entry) ?? NO_CODE;
  const batch = child(entry, 'NtryDtls', 'Btch');
  const facts = { ...amount, direction, code };
  const details = own.map((each) => wholeDetail(each, facts, own.length));
  return {
    ...facts,
    isReversal: isTrue(text(entry, 'RvslInd')),
    status: statusOf(text(entry, 'Sts', 'Cd') ?? text(entry, 'Sts')),
    bookingDate: dayOf(child(entry, 'BookgDt')),
    valueDate: dayOf(child(entry, 'ValDt')),
    servicerReference: referenceOf(text(entry, 'AcctSvcrRef')),
    batch: batch
      ? {
          messageId: referenceOf(text(batch, 'MsgId')),
          paymentInformationId: referenceOf(text(batch, 'PmtInfId')),
          transactionCount: numberOf(text(batch, 'NbOfTxs')),
        }
      : null,
    feeMinor: feeOf(entry),
    text: text(entry, 'AddtlNtryInf'),
    details: details.length > 0 ? details : [bareDetail(entry, facts)],
  };
}

type EntryFacts = IsoAmount & Pick<BankEntry, 'direction' | 'code'>;

function wholeDetail({ amount, instructed, code, direction, ...detail }: OwnDetail, entry: EntryFacts, count: number): BankEntryDetail {
  const own = amount ?? (count === 1 ? entry : instructed);
  return {
    ...detail,
    amountMinor: own?.amountMinor ?? null,
    currency: own?.currency ?? entry.currency,
    direction: direction ?? entry.direction,
    code: code ?? entry.code,
  };
}

function bareDetail(entry: XmlElement, { amountMinor, currency, direction, code }: EntryFacts): BankEntryDetail {
  return {
    amountMinor,
    currency,
    direction,
    code,
    instructedMinor: null,
    feeMinor: 0,
    references: references(child(entry, 'NtryDtls', 'Refs')),
    debtor: NOBODY,
    creditor: NOBODY,
    remittance: [],
    creditorReferences: [],
    returned: null,
  };
}

/** A bank that says nothing speaks of what is booked: the status came with later versions for notifications. */
function statusOf(written: string | null): BankEntry['status'] {
  if (written === 'PDNG' || written === 'FUTR') return 'pending';
  return written === 'INFO' ? 'information' : 'booked';
}

function numberOf(written: string | null): number | null {
  const number = Number(written ?? Number.NaN);
  return Number.isSafeInteger(number) ? number : null;
}
