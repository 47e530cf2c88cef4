import { type Clock, conflict, createToken, notFound, type Transaction } from '@tapline/sdk';
import type { AuditLog } from '../kernel/audit/audit-log.js';
import { isDuplicate } from '../kernel/database/database-error.js';
import { newId } from '../kernel/ids/id.js';
import { compileValidator } from '../kernel/validation/validator.js';
import { NEW_WORDING_SCHEMA, type NewWording, WORDING_CHANGES_SCHEMA, type WordingChanges } from './notification-schema.js';
import type { NotificationSettings } from './notification-settings.js';
import type { NotificationWording, WordingStore } from './wording-store.js';

const validateNew = compileValidator<NewWording>(NEW_WORDING_SCHEMA, 'NOTIFICATION_WORDING_INVALID');
const validateChanges = compileValidator<WordingChanges>(WORDING_CHANGES_SCHEMA, 'NOTIFICATION_WORDING_INVALID');

/** The wordings that admins make of kinds of messages beside their own, for senders to name. */
export class WordingService {
  constructor(
    private readonly store: WordingStore,
    private readonly settings: NotificationSettings,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** By name. Throws `NOTIFICATION_KIND_UNKNOWN`. */
  async list(tx: Transaction, kindId: string): Promise<readonly NotificationWording[]> {
    await this.settings.get(tx, kindId);
    return this.store.list(tx, kindId);
  }

  /** How many there are of each kind that has some. */
  countByKind(tx: Transaction): Promise<ReadonlyMap<string, number>> {
    return this.store.countByKind(tx);
  }

  find(tx: Transaction, kindId: string, name: string): Promise<NotificationWording | undefined> {
    return this.store.find(tx, kindId, name);
  }

  /** Throws `NOTIFICATION_WORDING_UNKNOWN`. */
  async get(tx: Transaction, kindId: string, id: string): Promise<NotificationWording> {
    const found = await this.store.findById(tx, kindId, id);
    if (!found) throw notFound('NOTIFICATION_WORDING_UNKNOWN', `the message "${kindId}" has no wording ${id}`);
    return found;
  }

  /**
   * Refuses a template that could not be rendered, as those of kinds are. Throws `NOTIFICATION_WORDINGS_NOT_NAMED` for a kind whose senders name no wordings, and
   * `NOTIFICATION_WORDING_TAKEN`.
   */
  async add(tx: Transaction, kindId: string, draft: NewWording): Promise<NotificationWording> {
    const setting = await this.settings.get(tx, kindId);
    const { kind } = setting;
    if (kind.hasWordings !== true) {
      throw conflict('NOTIFICATION_WORDINGS_NOT_NAMED', `whoever sends "${kind.title}" names no wordings; change its own words`);
    }
    const { name, template = setting.template } = validateNew({ ...draft, name: draft.name.trim() });
    this.settings.preview(kind, template);
    const wording = { id: newId(), kind: kindId, name, template };
    try {
      await this.store.insert(tx, wording, this.clock.nowMs());
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      throw conflict('NOTIFICATION_WORDING_TAKEN', `"${kind.title}" has a wording "${name}" already; choose another name`, 'name');
    }
    await this.record(tx, 'add', wording);
    return wording;
  }

  /** What was wanted before keeps its words. */
  async change(tx: Transaction, kindId: string, id: string, changes: WordingChanges): Promise<NotificationWording> {
    const { kind } = await this.settings.get(tx, kindId);
    const wording = await this.get(tx, kindId, id);
    const { template } = validateChanges(changes);
    this.settings.preview(kind, template);
    await this.store.setTemplate(tx, id, template, this.clock.nowMs());
    await this.record(tx, 'change', wording);
    return { ...wording, template };
  }

  /** Whoever names it sends the kind's own words from then on. */
  async remove(tx: Transaction, kindId: string, id: string): Promise<NotificationWording> {
    const wording = await this.get(tx, kindId, id);
    await this.store.remove(tx, id);
    await this.record(tx, 'remove', wording);
    return wording;
  }

  private record(tx: Transaction, what: 'add' | 'change' | 'remove', { kind, name }: NotificationWording): Promise<void> {
    return this.audit.record(tx, { action: `notification.${what}-wording`, subject: `notification:${kind}`, details: { wording: name } });
  }
}

export const WORDING_SERVICE = createToken<WordingService>('core.wording-service');
