import type { AddonTable, AddonTables, Transaction } from '@tapline/sdk';
import type { BankImport, ImportLine, ImportState, LineState } from './import-line.js';

interface ImportRow {
  readonly id: string;
  readonly file_name: string;
  readonly sha256: string;
  readonly formats: readonly string[];
  readonly warnings: readonly string[];
  readonly other_accounts: readonly string[] | null;
  readonly state: ImportState;
  readonly by_name: string;
  readonly at_ms: number;
  readonly booked_at_ms: number | null;
  readonly undone_at_ms: number | null;
  readonly undone_reason: string | null;
  readonly line_count: number;
}

interface LineRow {
  readonly id: string;
  readonly import_id: string;
  readonly number: number;
  readonly state: LineState;
  readonly fingerprint: string;
  readonly entry_key: string;
  readonly economic_key: string;
  readonly facts: ImportLine['facts'];
  readonly plan: ImportLine['plan'];
  readonly received: readonly string[];
  readonly decided_by: string | null;
}

interface PayerRow {
  readonly iban: string;
  readonly customer_id: string;
  readonly seen_at_ms: number;
  readonly line_id: string | null;
}

const PAGE = 500;

interface TurnRow {
  readonly id: string;
  readonly at_ms: number;
}

/** What was imported, line by line, and whose accounts have paid. */
export class ImportStore {
  private readonly importRows: AddonTable<ImportRow>;
  private readonly lineRows: AddonTable<LineRow>;
  private readonly payerRows: AddonTable<PayerRow>;
  private readonly turnRows: AddonTable<TurnRow>;

  constructor(tables: AddonTables) {
    this.importRows = tables.table('import');
    this.lineRows = tables.table('line');
    this.payerRows = tables.table('payer');
    this.turnRows = tables.table('turn');
  }

  async find(tx: Transaction, id: string): Promise<BankImport | undefined> {
    const row = await this.importRows.findOne(tx, { id });
    return row && toImport(row);
  }

  /** The newest first. */
  async list(tx: Transaction, limit: number): Promise<readonly BankImport[]> {
    return (await this.importRows.find(tx, {}, { orderBy: [{ column: 'at_ms', direction: 'desc' }], limit })).map(toImport);
  }

  /** The oldest first. */
  async withState(tx: Transaction, state: ImportState): Promise<readonly BankImport[]> {
    return (await this.importRows.find(tx, { state }, { orderBy: [{ column: 'at_ms', direction: 'asc' }] })).map(toImport);
  }

  async ofContent(tx: Transaction, sha256: string): Promise<readonly BankImport[]> {
    return (await this.importRows.find(tx, { sha256 })).map(toImport);
  }

  async put(tx: Transaction, { id, formats, warnings, state, sha256, ...rest }: BankImport): Promise<void> {
    await this.importRows.put(tx, {
      id,
      formats,
      warnings,
      state,
      sha256,
      file_name: rest.fileName,
      by_name: rest.byName,
      at_ms: rest.atMs,
      booked_at_ms: rest.bookedAtMs,
      undone_at_ms: rest.undoneAtMs,
      undone_reason: rest.undoneReason,
      line_count: rest.lineCount,
      other_accounts: rest.otherAccounts,
    });
  }

  /** A preview that nobody wants any more. */
  async remove(tx: Transaction, importId: string): Promise<void> {
    await this.lineRows.remove(tx, { import_id: importId });
    await this.importRows.remove(tx, { id: importId });
  }

  /**
   * Lets one transaction after the other book lines: what a line is known by stands in lines of other imports, so two that looked at once would both find
   * nothing. First in a transaction.
   */
  async takeTurn(tx: Transaction, atMs: number): Promise<void> {
    await this.turnRows.put(tx, { id: 'books', at_ms: atMs });
  }

  /** Keeps others that hold the same from going on until this transaction ends. First in a transaction: what is read then is the newest. */
  async hold(tx: Transaction, held: { readonly importId: string } | { readonly lineId: string }): Promise<void> {
    if ('importId' in held) await this.importRows.update(tx, { id: held.importId }, { id: held.importId });
    else await this.lineRows.update(tx, { id: held.lineId }, { id: held.lineId });
  }

  /** {@link hold} of a line that is in a state; false where it is not. */
  async holdIn(tx: Transaction, lineId: string, state: LineState): Promise<boolean> {
    return (await this.lineRows.update(tx, { id: lineId, state }, { state })) > 0;
  }

  async lines(tx: Transaction, importId: string, limit?: number): Promise<readonly ImportLine[]> {
    const options = { orderBy: [{ column: 'number', direction: 'asc' }] as const, ...(limit === undefined ? {} : { limit }) };
    return (await this.lineRows.find(tx, { import_id: importId }, options)).map(toLine);
  }

  /** What becomes of the lines, in their order, without what they say: of tens of thousands that is much. */
  plans(tx: Transaction, importId: string): Promise<readonly Pick<ImportLine, 'id' | 'state' | 'plan'>[]> {
    return this.lineRows.pick(tx, ['id', 'state', 'plan'], { import_id: importId }, { orderBy: [{ column: 'number', direction: 'asc' }] });
  }

  async line(tx: Transaction, id: string): Promise<ImportLine | undefined> {
    const row = await this.lineRows.findOne(tx, { id });
    return row && toLine(row);
  }

  /** All of them, those of the oldest import first. */
  async inState(tx: Transaction, state: LineState): Promise<readonly ImportLine[]> {
    const orderBy = [
      { column: 'import_id', direction: 'asc' },
      { column: 'number', direction: 'asc' },
    ] as const;
    const found: LineRow[] = [];
    for (let isMore = true; isMore; ) {
      const page = await this.lineRows.find(tx, { state }, { orderBy, limit: PAGE, offset: found.length });
      found.push(...page);
      isMore = page.length === PAGE;
    }
    const imports = await this.importRows.findIn(tx, 'id', [...new Set(found.map((row) => row.import_id))]);
    const atMs = new Map(imports.map((row) => [row.id, row.at_ms]));
    return found.map(toLine).toSorted((a, b) => (atMs.get(a.importId) ?? 0) - (atMs.get(b.importId) ?? 0));
  }

  /** All lines that say the same under one of the keys. */
  async alike(tx: Transaction, key: 'fingerprint' | 'entryKey' | 'economicKey', value: string): Promise<readonly ImportLine[]> {
    const column = key === 'fingerprint' ? 'fingerprint' : key === 'entryKey' ? 'entry_key' : 'economic_key';
    return (await this.lineRows.find(tx, { [column]: value })).map(toLine);
  }

  async insertLine(tx: Transaction, line: ImportLine): Promise<void> {
    await this.lineRows.insert(tx, toRow(line));
  }

  async putLine(tx: Transaction, line: ImportLine): Promise<void> {
    await this.lineRows.put(tx, toRow(line));
  }

  async customersOfAccount(tx: Transaction, iban: string): Promise<readonly string[]> {
    return (await this.payerRows.find(tx, { iban })).map((row) => row.customer_id);
  }

  async rememberAccount(
    tx: Transaction,
    iban: string,
    customerId: string,
    by: { readonly lineId: string; readonly atMs: number },
  ): Promise<void> {
    const known = await this.payerRows.findOne(tx, { iban, customer_id: customerId });
    const lineId = known ? known.line_id : by.lineId;
    await this.payerRows.put(tx, { iban, customer_id: customerId, seen_at_ms: by.atMs, line_id: lineId });
  }

  /** What an account was first known by was wrong; what was known before it stays. */
  async forgetAccount(tx: Transaction, iban: string, customerId: string, lineId: string): Promise<void> {
    await this.payerRows.remove(tx, { iban, customer_id: customerId, line_id: lineId });
  }
}

function toImport(row: ImportRow): BankImport {
  const { id, sha256, formats, warnings, state } = row;
  return {
    id,
    sha256,
    formats,
    warnings,
    state,
    fileName: row.file_name,
    byName: row.by_name,
    atMs: row.at_ms,
    bookedAtMs: row.booked_at_ms,
    undoneAtMs: row.undone_at_ms,
    undoneReason: row.undone_reason,
    lineCount: row.line_count,
    otherAccounts: row.other_accounts ?? [],
  };
}

function toRow({ importId, entryKey, economicKey, decidedBy, ...line }: ImportLine): LineRow {
  return { ...line, import_id: importId, entry_key: entryKey, economic_key: economicKey, decided_by: decidedBy };
}

function toLine({
  import_id: importId,
  entry_key: entryKey,
  economic_key: economicKey,
  decided_by: decidedBy,
  ...line
}: LineRow): ImportLine {
  return { ...line, importId, entryKey, economicKey, decidedBy };
}
