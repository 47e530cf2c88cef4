import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BankEntry, type BankEntryDetail, type BankFileContent, decimalAmount, parseAmount, type TaplineError } from '@tapline/sdk';
import { expect } from 'chai';
import { paymentClass } from '../../imports/payment-class.js';
import { ISO20022_READER } from './iso20022-reader.js';

/** Files that banks and other projects have published, with what another reader found in them. Where they are not at hand the test is skipped. */
const FOLDER = process.env.TAPLINE_TEST_BANK_FILES ?? '';
/** Beside the folder: what another checker of schemas says. */
const INDEX = join(FOLDER, '..', 'INDEX.json');
const CLASSES: Readonly<Record<string, string>> = {
  sdd_return: 'collection-returned',
  sdd_collection_credit: 'collected',
  ct_return: 'transfer-returned',
  received_dd_reversed: 'debit-reversed',
  incoming_payment: 'incoming',
  outgoing_payment: 'outgoing',
  dd_paid_by_us: 'debited',
  fee: 'fee',
};

interface Verdict {
  readonly origin: string;
  readonly file: string;
  /** `valid (iso)` */
  readonly xsd: string;
}

interface ExpectedItem {
  readonly amount: string | null;
  readonly currency: string;
  readonly direction: string;
  readonly reversal: boolean;
  readonly status: string;
  readonly booking_date: string | null;
  readonly value_date: string | null;
  readonly end_to_end_id_usable: string | null;
  readonly mandate_id: string | null;
  readonly pmt_inf_id: string | null;
  readonly return_reason: string | null;
  readonly return_reason_proprietary: string | null;
  readonly creditor_reference: readonly string[];
  readonly remittance: readonly string[];
  readonly class: string;
}

interface Expected {
  readonly message: string | null;
  readonly statements?: readonly { readonly id: string | null; readonly account: string | null; readonly items: readonly ExpectedItem[] }[];
  readonly report?: {
    readonly original_msg_id: string | null;
    readonly group_status: string | null;
    readonly payments: readonly {
      readonly original_pmt_inf_id: string | null;
      readonly status: string | null;
      readonly transactions: readonly {
        readonly end_to_end_id: string | null;
        readonly status: string;
        readonly amount: string | null;
        readonly mandate_id: string | null;
        readonly reasons: readonly { readonly code: string | null }[];
      }[];
    }[];
  };
}

describe('Bank files that others have published', () => {
  const files = existsSync(FOLDER)
    ? readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.xml'))
    : [];

  const verdicts = existsSync(INDEX) ? (JSON.parse(readFileSync(INDEX, 'utf8')) as readonly Verdict[]) : [];

  if (files.length === 0) {
    it('are read as their publishers and another reader understand them (skipped: TAPLINE_TEST_BANK_FILES names no folder of them)', function skip() {
      this.skip();
    });
  }

  for (const name of files) {
    const path = join(FOLDER, name);
    const expectedPath = path.replace(/\.xml$/, '.expected.json');
    const read = () => ISO20022_READER.read({ name, octets: readFileSync(path) });
    if (!existsSync(expectedPath)) {
      it(`${name} is refused: it is for the bank, not of it`, async () => {
        expect(((await read().catch((error: unknown) => error)) as TaplineError).code).to.equal('SEPA_FILE_KIND');
      });
      continue;
    }
    const expected = JSON.parse(readFileSync(expectedPath, 'utf8')) as Expected;
    if (expected.statements?.length === 0) {
      it(`${name} is refused: it has no statement`, async () => {
        expect(((await read().catch((error: unknown) => error)) as TaplineError).code).to.equal('SEPA_FILE_EMPTY');
      });
      continue;
    }
    const verdict = verdicts.find(({ origin, file }) => join(origin, file) === name)?.xsd;
    if (verdict?.endsWith('(iso)')) {
      it(`${name} is ${verdict.startsWith('valid') ? 'as its schema wants it' : 'read with warnings of its schema'}`, async () => {
        const warnings = (await read()).warnings.filter((words) => words.includes('schema'));
        expect(warnings.length === 0, warnings.join('; ')).to.equal(verdict.startsWith('valid'));
      });
    }
    it(`${name} is read as is expected`, async () => {
      const content = await read();
      expect(content.format).to.match(new RegExp(`^${expected.message ?? ''}`));
      if (expected.statements) expect(foundIn(content)).to.deep.equal(expected.statements.map(wanted));
      else expect(reportIn(content)).to.deep.equal(expected.report && wantedReport(expected.report));
    });
  }
});

function foundIn({ statements }: BankFileContent): unknown {
  return statements.map(({ id, account, entries }) => ({
    id,
    account: account.iban ?? account.other,
    items: entries.flatMap((entry) => entry.details.map((detail) => item(entry, detail))),
  }));
}

function item(entry: BankEntry, detail: BankEntryDetail): unknown {
  return {
    amount: detail.amountMinor,
    currency: detail.currency,
    direction: detail.direction,
    isReversal: entry.isReversal,
    status: entry.status,
    days: [entry.bookingDate, entry.valueDate],
    references: [
      detail.references.endToEndId,
      detail.references.mandateId,
      detail.returned?.code ?? null,
      detail.returned?.proprietary ?? null,
    ],
    group: detail.references.paymentInformationId ?? entry.batch?.paymentInformationId ?? null,
    remittance: detail.remittance,
    creditorReferences: detail.creditorReferences,
    class: paymentClass(entry, detail),
  };
}

function wanted({ id, account, items }: NonNullable<Expected['statements']>[number]): unknown {
  return { id, account, items: items.map((each) => wantedItem(each)) };
}

/** What the other reader could not tell (`other_…`) is taken by its direction. */
function wantedItem(each: ExpectedItem): unknown {
  return {
    amount: each.amount === null ? null : parseAmount(each.amount.replace(/(\.\d\d)0+$/, '$1'), each.currency),
    currency: each.currency,
    direction: each.direction === 'CRDT' ? 'credit' : 'debit',
    isReversal: each.reversal,
    status: { BOOK: 'booked', PDNG: 'pending', INFO: 'information' }[each.status],
    days: [each.booking_date, each.value_date],
    references: [each.end_to_end_id_usable, each.mandate_id, each.return_reason, each.return_reason_proprietary],
    group: each.pmt_inf_id === 'NOTPROVIDED' ? null : each.pmt_inf_id,
    remittance: each.remittance,
    creditorReferences: each.creditor_reference,
    class: CLASSES[each.class] ?? (each.direction === 'CRDT' ? 'incoming' : 'outgoing'),
  };
}

function reportIn({ statusReports: [report] }: BankFileContent): unknown {
  return {
    original: report?.originalMessageId,
    status: report?.statusCode,
    groups: report?.groups.map((group) => ({
      original: group.originalPaymentInformationId,
      status: group.statusCode,
      transactions: group.transactions.map((each) => ({
        endToEndId: each.originalEndToEndId,
        status: each.statusCode,
        amount: each.amountMinor === null ? null : decimalAmount(each.amountMinor, each.currency ?? 'EUR'),
        mandateId: each.mandateId,
        reasons: each.reasons.map(({ code }) => code),
      })),
    })),
  };
}

function wantedReport(report: NonNullable<Expected['report']>): unknown {
  return {
    original: report.original_msg_id,
    status: report.group_status,
    groups: report.payments.map((group) => ({
      original: group.original_pmt_inf_id,
      status: group.status,
      transactions: group.transactions.map((each) => ({
        endToEndId: each.end_to_end_id,
        status: each.status,
        amount: each.amount,
        mandateId: each.mandate_id,
        reasons: each.reasons.map(({ code }) => code),
      })),
    })),
  };
}
