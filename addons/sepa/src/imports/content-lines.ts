import { createHash } from 'node:crypto';
import type { BankEntry, BankEntryDetail, BankFileContent, BankStatement, PaymentStatusReport, ReasonGiven } from '@tapline/sdk';
import type { ImportLine, PaymentFacts, StatusFacts } from './import-line.js';
import { type EntryPart, economicKeyOf, entryKeyOf } from './known-before.js';
import { paymentClass } from './payment-class.js';

export type ContentLine = Pick<ImportLine, 'facts' | 'fingerprint' | 'entryKey' | 'economicKey'>;

/** Details first: what itemizes a payment is booked in place of its sum. */
const ORDER = { details: 0, 'end-of-day': 1, intraday: 2 } as const;

/** What files say, line by line, each with the keys by which it is known again in whatever file it comes. */
export function contentLines(contents: readonly BankFileContent[]): readonly ContentLine[] {
  const statements = contents.flatMap((content) => content.statements).toSorted((a, b) => ORDER[a.kind] - ORDER[b.kind]);
  const twins = new Map<string, number>();
  return [
    ...contents.flatMap((content) => content.statusReports).flatMap(statusLines),
    ...statements.flatMap((each) => statementLines(each, twins)),
  ];
}

function statementLines(statement: BankStatement, alike: Map<string, number>): readonly ContentLine[] {
  const twins = new Map<string, number>();
  return statement.entries.flatMap((entry) =>
    entry.details.map((detail) => {
      const told = paymentFacts(statement, entry, detail);
      // Notifications leave out the booking date at some banks.
      const date = told.bookingDate ?? told.valueDate;
      const entryName = entry.servicerReference ?? [entry.amountMinor, entry.direction, entry.batch?.paymentInformationId ?? ''].join('/');
      const entryKey = entryKeyOf(digest(['entry', told.account, date, entryName]), told.statementKind, partOf(entry, told.isBare));
      const content = digest([
        'payment',
        told.account,
        date,
        told.direction,
        told.amountMinor,
        told.currency,
        told.references.endToEndId,
        told.payerIban,
        told.remittance.join('').replace(/\s+/g, ''),
        told.reason?.code,
      ]);
      const { instructionId, transactionId, mandateId, servicerReference } = told.references;
      const { paymentInformationId, messageId } = told.references;
      const own = digest([
        entry.servicerReference ?? '',
        servicerReference,
        content,
        instructionId,
        transactionId,
        mandateId,
        // A sum has little else to be known by.
        [paymentInformationId, messageId, entry.batch?.paymentInformationId, entry.batch?.messageId, entry.text],
      ]);
      const economicKey = economicKeyOf(content, told.statementKind);
      // Two payments may be alike to the letter: the second is another one within its statement, and the same one in the next file.
      const facts = { ...told, twin: countUp(alike, economicKey) };
      return { facts, entryKey, economicKey, fingerprint: digest([own, countUp(twins, own)]) };
    }),
  );
}

function paymentFacts(statement: BankStatement, entry: BankEntry, detail: BankEntryDetail): Omit<PaymentFacts, 'twin'> {
  const { references, debtor, creditor, direction } = detail;
  const payer = direction === 'credit' ? debtor : creditor;
  const { iban, other } = statement.account;
  const isAlone = entry.details.length === 1;
  return {
    kind: 'payment',
    statementKind: statement.kind,
    statementId: statement.id,
    account: iban ?? other ?? '',
    amountMinor: detail.amountMinor ?? (isAlone ? entry.amountMinor : 0),
    currency: detail.currency,
    direction,
    oddity: oddityOf(entry, detail),
    status: entry.status,
    bookingDate: entry.bookingDate,
    valueDate: entry.valueDate,
    class: paymentClass(entry, detail),
    isBare: isAlone && isBare(detail),
    references,
    batch: entry.batch,
    payerName: payer.name,
    payerIban: payer.iban,
    remittance: detail.remittance,
    creditorReferences: detail.creditorReferences,
    text: entry.text,
    instructedMinor: detail.instructedMinor,
    feeMinor: detail.feeMinor + (isAlone ? entry.feeMinor : 0),
    reason: detail.returned,
  };
}

function partOf({ details, servicerReference }: BankEntry, isToldBare: boolean): EntryPart {
  if (isToldBare) return 'sum';
  return details.length === 1 && servicerReference !== null ? 'single' : 'item';
}

function oddityOf(entry: BankEntry, detail: BankEntryDetail): string | null {
  if (detail.amountMinor === null) return 'the bank does not say how much of the entry it is';
  return detail.direction === entry.direction ? null : 'the bank says that it went in and out at once';
}

function isBare({ references, remittance, debtor, creditor, creditorReferences }: BankEntryDetail): boolean {
  const { servicerReference: _, ...names } = references;
  const isNamed = Object.values(names).some((name) => name !== null) || debtor.name !== null || creditor.name !== null;
  return !isNamed && remittance.length === 0 && creditorReferences.length === 0;
}

interface Answer {
  readonly status: StatusFacts['status'] | null;
  readonly statusCode: string | null;
  readonly reasons: readonly ReasonGiven[];
}

/**
 * A file or group that is answered whole is one line; payments that are answered one by one are one each. What says nothing of itself is as the group
 * says, else the file. Of a rejected group or file banks may list only what was wrong: the rest of it is rejected as well.
 */
function statusLines(report: PaymentStatusReport): readonly ContentLine[] {
  const nothing = { paymentInformationId: null, endToEndId: null, instructionId: null, mandateId: null, amountMinor: null, currency: null };
  const facts: StatusFacts[] = [];
  const add = (names: Partial<StatusFacts>, ...answers: readonly Answer[]): void => {
    const said = answers.find(({ status }) => status !== null);
    if (!said || said.status === null) return;
    const reason = answers.flatMap(({ reasons }) => reasons)[0] ?? null;
    const told = { kind: 'status', status: said.status, statusCode: said.statusCode ?? '', reason } as const;
    facts.push({ ...nothing, ...told, messageId: report.originalMessageId, ...names });
  };
  if (report.groups.length === 0) add({}, report);
  for (const group of report.groups) {
    const paymentInformationId = group.originalPaymentInformationId;
    if (group.transactions.length === 0) add({ paymentInformationId }, group, report);
    for (const each of group.transactions) {
      const { mandateId, amountMinor, currency } = each;
      const names = { endToEndId: each.originalEndToEndId, instructionId: each.originalInstructionId, mandateId, amountMinor, currency };
      add(
        { paymentInformationId, ...names, isOfOne: true, ...(each.reasons.length > 0 ? { isReasonOwn: true } : {}) },
        each,
        group,
        report,
      );
    }
    if (group.transactions.length > 0 && isRejectedWhole(group, group.transactions)) add({ paymentInformationId }, group);
  }
  if (isRejectedWhole(report, [...report.groups, ...report.groups.flatMap(({ transactions }) => transactions)]) && report.groups.length > 0)
    add({}, report);
  const twins = new Map<string, number>();
  return facts.map((each) => ({ facts: each, ...statusKeys(each, twins) }));
}

/** Nothing in it is said to be otherwise. */
function isRejectedWhole(whole: Answer, parts: readonly Answer[]): boolean {
  return whole.status === 'rejected' && parts.every(({ status }) => status === null || status === 'rejected');
}

function statusKeys({ reason, ...names }: StatusFacts, twins: Map<string, number>): Omit<ContentLine, 'facts'> {
  const isNameless = names.isOfOne === true && names.endToEndId === null && names.instructionId === null;
  const known = [names.mandateId, names.amountMinor];
  const key = digest([
    'status',
    names.messageId,
    names.paymentInformationId,
    names.endToEndId,
    names.instructionId,
    names.statusCode,
    reason?.code,
    // Two that are not named are two, also where they are alike.
    ...(isNameless ? [...known, countUp(twins, JSON.stringify([names.paymentInformationId, ...known]))] : []),
  ]);
  return { fingerprint: key, entryKey: key, economicKey: key };
}

function countUp(counts: Map<string, number>, key: string): number {
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  return count;
}

function digest(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40);
}
