import { setTimeout as sleep } from 'node:timers/promises';
import { fileSchema, type JsonSchema, type Operation, octetsOfFile, type Transaction, type UploadedFile } from '@tapline/sdk';
import type { BankImport, ImportLine } from '../imports/import-line.js';
import { type ImportAnswer, importAnswer } from '../pages/import-answer.js';
import { ImportView } from '../pages/import-view.js';
import type { SepaParts } from '../sepa-parts.js';

/** Within the time that an operation has; the job goes on with what is left. */
const PATIENCE_MS = 20_000;
const IMPORT_SCHEMA: JsonSchema = { type: 'string', title: 'Import', description: 'Its id.', minLength: 1, maxLength: 60 };
type ImportInput = { readonly import: string };
type Parts = Pick<SepaParts, 'imports' | 'importStore' | 'transactions'>;

const view = (answer: ImportAnswer) => <ImportView answer={answer} />;

/** Reads a bank file and shows what booking it would do. */
export function importFileOperation(parts: Parts): Operation<{ readonly file: UploadedFile }, ImportAnswer> {
  return {
    id: 'import-file',
    title: 'Import a bank file',
    description:
      'Statements (camt.052, camt.053, camt.054), status reports (pain.002), or a ZIP archive of them. You see what it would book; nothing is booked yet.',
    icon: 'download',
    permission: 'payments.write',
    isReadOnly: false,
    page: 'bank-files',
    input: {
      type: 'object',
      properties: {
        file: fileSchema({
          title: 'Bank file',
          description: 'At most 16 MiB; larger ones as a ZIP archive.',
          accept: '.xml,.zip,.camt,.txt',
        }),
      },
      required: ['file'],
      additionalProperties: false,
    },
    reach: async ({ input: { file }, actor }) => {
      const untilMs = performance.now() + PATIENCE_MS;
      const { begun, read } = await parts.imports.preview({ name: file.name, octets: octetsOfFile(file) }, actor.name);
      const made = (await within(Math.max(0, untilMs - performance.now()), read)) ?? begun;
      return parts.transactions.run((tx) => answered(tx, parts, made));
    },
    view,
  };
}

export function bookImportOperation(parts: Parts): Operation<ImportInput & { readonly isOtherAccount: boolean }, ImportAnswer> {
  return {
    id: 'book-import',
    title: 'Book a bank file',
    description: 'Books what its preview shows, as things stand now. Doing it again changes nothing.',
    icon: 'check',
    permission: 'payments.write',
    isReadOnly: false,
    input: {
      type: 'object',
      properties: {
        import: IMPORT_SCHEMA,
        isOtherAccount: { type: 'boolean', title: 'It may be of an account that no bank profile has', default: false },
      },
      required: ['import'],
      additionalProperties: false,
    },
    reach: async ({ input: { import: id, isOtherAccount } }) => {
      const booked = await parts.imports.book(id, AbortSignal.timeout(PATIENCE_MS), { isOtherAccount });
      return parts.transactions.run((tx) => answered(tx, parts, booked));
    },
    view,
  };
}

export function undoImportOperation(parts: Parts): Operation<ImportInput & { readonly reason: string }, ImportAnswer> {
  return {
    id: 'undo-import',
    title: 'Undo an import',
    description:
      'Takes back all that it has booked, decisions by hand too. What other files have told as well stands. The file can be imported again.',
    icon: 'rotate-clockwise',
    permission: 'payments.write',
    isReadOnly: false,
    input: {
      type: 'object',
      properties: { import: IMPORT_SCHEMA, reason: { type: 'string', title: 'Reason', minLength: 1, maxLength: 200 } },
      required: ['import', 'reason'],
      additionalProperties: false,
    },
    reach: async ({ input }) => {
      const undone = await parts.imports.undo(input.import, input.reason, AbortSignal.timeout(PATIENCE_MS));
      return parts.transactions.run((tx) => answered(tx, parts, undone));
    },
    view,
  };
}

/** An import with its lines; without an id the latest imports. */
export function showImportOperation(
  parts: Parts,
): Operation<Partial<ImportInput>, ImportAnswer | { readonly imports: readonly BankImport[] }> {
  return {
    id: 'imports',
    title: 'Imports of bank files',
    description: 'An import with its lines, or the latest imports where none is named.',
    icon: 'list',
    permission: 'customers.read',
    isReadOnly: true,
    input: { type: 'object', properties: { import: { ...IMPORT_SCHEMA, minLength: 0 } }, additionalProperties: false },
    run: async ({ tx, input }) => {
      if (!input.import) return { imports: await parts.importStore.list(tx, 100) };
      return answered(tx, parts, await parts.imports.get(tx, input.import));
    },
    view: (answer) => ('lines' in answer ? view(answer) : undefined),
  };
}

/** What comes in time; else undefined, and the work goes on by itself. */
async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  const timer = new AbortController();
  try {
    return await Promise.race([work, sleep(ms, undefined, { signal: timer.signal, ref: false })]);
  } finally {
    timer.abort();
    // Nobody waits for it any more: what fails then is gone from the list of imports.
    work.catch(() => undefined);
  }
}

async function answered(tx: Transaction, { importStore }: Parts, made: BankImport): Promise<ImportAnswer> {
  const lines: readonly ImportLine[] = await importStore.lines(tx, made.id);
  return importAnswer(made, lines);
}
