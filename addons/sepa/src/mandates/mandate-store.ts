import { randomUUID } from 'node:crypto';
import type { AddonTable, AddonTables, Transaction } from '@tapline/sdk';
import type { Amendment, DebtorAddress, Mandate } from './mandate.js';

interface MandateRow {
  readonly id: string;
  readonly customer_id: string;
  readonly reference: string;
  readonly reference_key: string;
  readonly creditor_id: string;
  readonly scheme: Mandate['scheme'];
  readonly type: Mandate['type'];
  readonly debtor_name: string;
  readonly iban: string;
  readonly bic: string | null;
  readonly address: DebtorAddress | null;
  readonly signed_on: string;
  readonly state: Mandate['state'];
  readonly state_reason: string | null;
  readonly blocked_by_item_id: string | null;
  readonly is_ending: boolean;
  readonly last_used_on: string | null;
  readonly used_elsewhere_on: string | null;
  readonly amendment: Amendment | null;
  readonly origin: Mandate['origin'];
  readonly created_at_ms: number;
  readonly changed_at_ms: number;
}

/** One thing that happened to a mandate. */
export interface MandateEvent {
  readonly atMs: number;
  readonly by: string;
  readonly what: string;
}

interface EventRow {
  readonly id: string;
  readonly mandate_id: string;
  readonly at_ms: number;
  readonly by_name: string;
  readonly what: string;
}

interface PaperRow {
  readonly mandate_id: string;
  readonly file_name: string;
  readonly content_type: string;
  readonly content: string;
  readonly at_ms: number;
}

/** What was signed, as a scan. */
export interface MandatePaper {
  readonly fileName: string;
  readonly contentType: string;
  readonly content: Uint8Array;
}

export class MandateStore {
  private readonly papers: AddonTable<PaperRow>;
  private readonly rows: AddonTable<MandateRow>;
  private readonly eventRows: AddonTable<EventRow>;

  constructor(tables: AddonTables) {
    this.papers = tables.table('mandate_paper');
    this.rows = tables.table('mandate');
    this.eventRows = tables.table('mandate_event');
  }

  async find(tx: Transaction, id: string): Promise<Mandate | undefined> {
    const row = await this.rows.findOne(tx, { id });
    return row && toMandate(row);
  }

  /** However the reference is written. */
  async findByReference(tx: Transaction, reference: string): Promise<Mandate | undefined> {
    const row = await this.rows.findOne(tx, { reference_key: reference.toUpperCase() });
    return row && toMandate(row);
  }

  /** The newest first. */
  async ofCustomer(tx: Transaction, customerId: string): Promise<readonly Mandate[]> {
    const orderBy = [
      { column: 'created_at_ms', direction: 'desc' },
      { column: 'id', direction: 'desc' },
    ] as const;
    return (await this.rows.find(tx, { customer_id: customerId }, { orderBy })).map(toMandate);
  }

  /** By customer, each as {@link ofCustomer}. */
  async ofCustomers(tx: Transaction, customerIds: readonly string[]): Promise<ReadonlyMap<string, readonly Mandate[]>> {
    const all = (await this.rows.findIn(tx, 'customer_id', customerIds)).map(toMandate);
    all.sort((a, b) => b.createdAtMs - a.createdAtMs || (a.id < b.id ? 1 : -1));
    const found = new Map<string, Mandate[]>();
    for (const mandate of all) found.set(mandate.customerId, [...(found.get(mandate.customerId) ?? []), mandate]);
    return found;
  }

  /** The newest first, in pages. */
  async newest(
    tx: Transaction,
    { state, limit, offset = 0 }: { readonly state?: Mandate['state'] | undefined; readonly limit: number; readonly offset?: number },
  ): Promise<readonly Mandate[]> {
    const orderBy = [
      { column: 'created_at_ms', direction: 'desc' },
      { column: 'id', direction: 'desc' },
    ] as const;
    return (await this.rows.find(tx, state === undefined ? {} : { state }, { orderBy, limit, offset })).map(toMandate);
  }

  async byIban(tx: Transaction, iban: string): Promise<readonly Mandate[]> {
    return (await this.rows.find(tx, { iban })).map(toMandate);
  }

  async active(tx: Transaction): Promise<readonly Mandate[]> {
    return (await this.rows.find(tx, { state: 'active' })).map(toMandate);
  }

  /** The newest first. */
  async events(tx: Transaction, mandateId: string): Promise<readonly MandateEvent[]> {
    const rows = await this.eventRows.find(tx, { mandate_id: mandateId }, { orderBy: [{ column: 'at_ms', direction: 'desc' }] });
    return rows.map((row) => ({ atMs: row.at_ms, by: row.by_name, what: row.what }));
  }

  async keepPaper(tx: Transaction, mandateId: string, { fileName, contentType, content }: MandatePaper, atMs: number): Promise<void> {
    const row = { file_name: fileName, content_type: contentType, content: Buffer.from(content).toString('base64') };
    await this.papers.put(tx, { mandate_id: mandateId, ...row, at_ms: atMs });
  }

  async paper(tx: Transaction, mandateId: string): Promise<MandatePaper | undefined> {
    const row = await this.papers.findOne(tx, { mandate_id: mandateId });
    return row && { fileName: row.file_name, contentType: row.content_type, content: Buffer.from(row.content, 'base64') };
  }

  async put(tx: Transaction, mandate: Mandate): Promise<void> {
    await this.rows.put(tx, toRow(mandate));
  }

  async note(tx: Transaction, mandateId: string, { atMs, by, what }: MandateEvent): Promise<void> {
    await this.eventRows.insert(tx, { id: randomUUID(), mandate_id: mandateId, at_ms: atMs, by_name: by, what });
  }
}

function toRow(mandate: Mandate): MandateRow {
  const { id, reference, scheme, type, iban, bic, address, state, amendment, origin } = mandate;
  return {
    id,
    reference,
    scheme,
    type,
    iban,
    bic,
    address,
    state,
    amendment,
    origin,
    customer_id: mandate.customerId,
    reference_key: reference.toUpperCase(),
    creditor_id: mandate.creditorId,
    debtor_name: mandate.debtorName,
    signed_on: mandate.signedOn,
    state_reason: mandate.stateReason,
    blocked_by_item_id: mandate.blockedByItemId,
    is_ending: mandate.isEnding,
    last_used_on: mandate.lastUsedOn,
    used_elsewhere_on: mandate.usedElsewhereOn,
    created_at_ms: mandate.createdAtMs,
    changed_at_ms: mandate.changedAtMs,
  };
}

function toMandate(row: MandateRow): Mandate {
  const { id, reference, scheme, type, iban, bic, address, state, amendment, origin } = row;
  return {
    id,
    reference,
    scheme,
    type,
    iban,
    bic,
    address,
    state,
    amendment,
    origin,
    customerId: row.customer_id,
    creditorId: row.creditor_id,
    debtorName: row.debtor_name,
    signedOn: row.signed_on,
    stateReason: row.state_reason,
    blockedByItemId: row.blocked_by_item_id,
    isEnding: row.is_ending,
    lastUsedOn: row.last_used_on,
    usedElsewhereOn: row.used_elsewhere_on,
    createdAtMs: row.created_at_ms,
    changedAtMs: row.changed_at_ms,
  };
}
