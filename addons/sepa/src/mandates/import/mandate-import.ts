import { type Company, type CustomerDirectory, invalid, type LocalDate, TaplineError, type Transaction } from '@tapline/sdk';
import { checkedDraft, checkedReference, type MandateDraft } from '../mandate-draft.js';
import type { MandateService } from '../mandate-service.js';
import type { MandateStore } from '../mandate-store.js';
import { type CsvRow, csvRows } from './csv-rows.js';

/** What became of a file. Where a line is wrong, nothing of the file is kept. */
export interface MandateImportAnswer {
  readonly isImported: boolean;
  readonly mandates: number;
  /** Lines whose mandate is here already, as it is. */
  readonly known: number;
  readonly problems: readonly { readonly line: number; readonly problem: string }[];
}

const REQUIRED = ['customer', 'reference', 'iban', 'name', 'signed'];
const MOST_PROBLEMS = 100;
/** All of a file is one transaction, in which nobody else can write to SQLite. */
const MOST_LINES = 5000;

/** Takes mandates over from another system: all of a file or nothing, and the same file twice once. */
export class MandateImport {
  constructor(
    private readonly parts: {
      readonly mandates: MandateService;
      readonly mandateStore: MandateStore;
      readonly customers: CustomerDirectory;
      readonly company: Company;
    },
  ) {}

  /** Throws `SEPA_CSV_INVALID`. */
  async run(
    tx: Transaction,
    csv: string,
    { creditorId, isCheckOnly, by }: { readonly creditorId: string; readonly isCheckOnly: boolean; readonly by: string },
  ): Promise<MandateImportAnswer> {
    const rows = csvRows(csv);
    const missing = REQUIRED.filter((name) => !rows[0]?.values.has(name));
    if (missing.length > 0) {
      throw invalid(
        'SEPA_CSV_INVALID',
        `the file needs lines and the columns ${REQUIRED.join(', ')}; ${missing.join(', ')} is missing`,
        'file',
      );
    }
    if (rows.length > MOST_LINES)
      throw invalid('SEPA_CSV_INVALID', `the file has ${rows.length} lines; split it into files of at most ${MOST_LINES}`, 'file');
    const seen = new Set<string>();
    const wanted: { readonly customerId: string; readonly draft: MandateDraft }[] = [];
    const problems: { line: number; problem: string }[] = [];
    let known = 0;
    for (const row of rows) {
      try {
        const found = await this.read(tx, row, creditorId, seen);
        if (found === 'known') known += 1;
        else wanted.push(found);
      } catch (error) {
        if (!(error instanceof TaplineError)) throw error;
        problems.push({ line: row.line, problem: error.message });
      }
    }
    const isImported = !isCheckOnly && problems.length === 0;
    if (isImported) for (const { customerId, draft } of wanted) await this.parts.mandates.create(tx, customerId, draft, by);
    return { isImported, mandates: wanted.length, known, problems: problems.slice(0, MOST_PROBLEMS) };
  }

  private async read(
    tx: Transaction,
    { values }: CsvRow,
    creditorId: string,
    seen: Set<string>,
  ): Promise<'known' | { customerId: string; draft: MandateDraft }> {
    const { customers, mandateStore, company } = this.parts;
    const of = (name: string): string => values.get(name) ?? '';
    if (!/^\d{1,15}$/.test(of('customer'))) throw invalid('SEPA_CSV_INVALID', `"${of('customer')}" is no customer number`);
    const customer = await customers.getByNumber(tx, Number(of('customer')));
    const reference = checkedReference(of('reference'));
    const draft: MandateDraft = {
      reference,
      creditorId,
      scheme: oneOf(of('scheme').toUpperCase(), ['CORE', 'B2B'], 'CORE', 'scheme'),
      type: oneOf(of('type').toLowerCase(), ['recurrent', 'one-off'], 'recurrent', 'type'),
      debtorName: of('name'),
      iban: of('iban'),
      bic: of('bic'),
      street: of('street'),
      postCode: of('postcode'),
      town: of('town'),
      country: of('country'),
      signedOn: dayOf(of('signed')),
      lastUsedOn: of('lastused') === '' ? undefined : dayOf(of('lastused')),
      origin: 'import',
    };
    const { iban } = checkedDraft(draft, company.today());
    const here = await mandateStore.findByReference(tx, reference);
    if (here?.customerId === customer.id && here.iban === iban) return 'known';
    if (here || seen.has(reference.toUpperCase()))
      throw invalid('SEPA_CSV_INVALID', `the reference ${reference} is taken by another mandate`);
    seen.add(reference.toUpperCase());
    return { customerId: customer.id, draft };
  }
}

function oneOf<T extends string>(text: string, choices: readonly T[], usual: T, column: string): T {
  if (text === '') return usual;
  const found = choices.find((choice) => choice === text);
  if (found) return found;
  throw invalid('SEPA_CSV_INVALID', `"${text}" is no ${column}; write ${choices.join(' or ')}`);
}

/** `2026-05-31`, or `31.05.2026` as spreadsheets write it. */
function dayOf(text: string): LocalDate {
  const [, day, month, year] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text) ?? [];
  return year === undefined ? text : `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
