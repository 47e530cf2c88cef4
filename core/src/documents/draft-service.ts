import { type Clock, createToken, type DocumentDraft, type IssuedDocument, notFound, type Transaction } from '@tapline/sdk';
import { sqlOf } from '../kernel/database/database-transaction.js';
import { newId } from '../kernel/ids/id.js';
import type { DocumentService } from './document-service.js';

/** A document that is not issued yet: it can be changed and thrown away, has no number and moves nothing. */
export interface KeptDraft {
  readonly id: string;
  readonly draft: DocumentDraft;
  readonly totalMinor: number;
  readonly changedAtMs: number;
}

type DraftRow = Readonly<Record<string, string | number>>;

export class DraftService {
  constructor(
    private readonly documents: DocumentService,
    private readonly clock: Clock,
  ) {}

  /** Keeps a draft that could be issued as it is; with an id it replaces that one. */
  async save(tx: Transaction, draft: DocumentDraft, draftId?: string): Promise<KeptDraft> {
    if (draftId !== undefined) await this.get(tx, draftId);
    return this.keep(tx, draftId ?? newId(), draft);
  }

  /** {@link save} under an id that the caller has made: again, it replaces the draft. */
  async keep(tx: Transaction, draftId: string, draft: DocumentDraft): Promise<KeptDraft> {
    const { totalMinor } = await this.documents.preview(tx, draft);
    const changedAtMs = this.clock.nowMs();
    const row = { customer_id: draft.customerId, kind: draft.kind, draft: JSON.stringify(draft) };
    const values = { id: draftId, ...row, total_minor: totalMinor, changed_at_ms: changedAtMs };
    await sqlOf(tx)('document_draft').insert(values).onConflict('id').merge();
    return { id: draftId, draft, totalMinor, changedAtMs };
  }

  async list(tx: Transaction, customerId?: string): Promise<readonly KeptDraft[]> {
    const query = sqlOf(tx)('document_draft').orderBy('changed_at_ms', 'desc').limit(200);
    return ((await (customerId === undefined ? query : query.where('customer_id', customerId))) as DraftRow[]).map(toDraft);
  }

  async get(tx: Transaction, draftId: string): Promise<KeptDraft> {
    const [row] = (await sqlOf(tx)('document_draft').where('id', draftId)) as DraftRow[];
    if (!row) throw unknown(draftId);
    return toDraft(row);
  }

  async discard(tx: Transaction, draftId: string): Promise<void> {
    if ((await sqlOf(tx)('document_draft').where('id', draftId).delete()) === 0) throw unknown(draftId);
  }

  /** Issues it and lets go of the draft; again, it returns the document. */
  async issue(tx: Transaction, draftId: string): Promise<IssuedDocument> {
    const idempotencyKey = `draft:${draftId}`;
    const before = await this.documents.findByKey(tx, idempotencyKey);
    if (before) return before;
    const { draft } = await this.get(tx, draftId);
    const issued = await this.documents.issue(tx, draft, { idempotencyKey });
    await this.discard(tx, draftId);
    return issued;
  }
}

export const DRAFT_SERVICE = createToken<DraftService>('core.draft-service');

function unknown(draftId: string): Error {
  return notFound('DRAFT_UNKNOWN', `there is no draft ${draftId}; it was issued or thrown away`);
}

function toDraft(row: DraftRow): KeptDraft {
  const draft = JSON.parse(String(row.draft)) as DocumentDraft;
  return { id: String(row.id), draft, totalMinor: Number(row.total_minor), changedAtMs: Number(row.changed_at_ms) };
}
