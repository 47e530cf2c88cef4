import {
  type Clock,
  type Company,
  invalid,
  type NotificationKind,
  type NotificationTemplate,
  notFound,
  type Transaction,
} from '@tapline/sdk';
import type { ContributionRegistry } from '../kernel/addons/contribution-registry.js';
import type { AuditLog } from '../kernel/audit/audit-log.js';
import { sqlOf } from '../kernel/database/database-transaction.js';
import { compileValidator } from '../kernel/validation/validator.js';
import { NOTIFICATION_SETTING_SCHEMA } from './notification-schema.js';
import type { RenderedTemplate, TemplateEngine } from './template-engine.js';

/** How a kind of message is worded and sent now. */
export interface NotificationSetting {
  readonly kind: NotificationKind;
  readonly template: NotificationTemplate;
  /** Ids of channels; none sends nothing. */
  readonly channels: readonly string[];
  readonly isChanged: boolean;
}

export interface NotificationSettingChanges {
  readonly template?: NotificationTemplate;
  readonly channels?: readonly string[];
}

type Row = Readonly<Record<string, string | number | null>>;

const DEFAULT_CHANNELS: readonly string[] = ['email'];
const validate = compileValidator<NotificationSettingChanges>(NOTIFICATION_SETTING_SCHEMA, 'NOTIFICATION_SETTING_INVALID');

/** The wording and the channels of each kind of message: what was contributed, changed by admins. */
export class NotificationSettings {
  constructor(
    private readonly contributions: Pick<ContributionRegistry, 'notificationKinds' | 'notificationKind' | 'notificationChannel'>,
    private readonly engine: TemplateEngine,
    private readonly company: Company,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  async list(tx: Transaction): Promise<readonly NotificationSetting[]> {
    const rows: readonly Row[] = await sqlOf(tx)('notification_setting');
    const byKind = new Map(rows.map((row) => [String(row.kind), row]));
    return this.contributions.notificationKinds().map((kind) => merged(kind, byKind.get(kind.id)));
  }

  /** Throws `NOTIFICATION_KIND_UNKNOWN`. */
  async get(tx: Transaction, kindId: string): Promise<NotificationSetting> {
    const kind = this.contributions.notificationKind(kindId);
    if (!kind) throw notFound('NOTIFICATION_KIND_UNKNOWN', `there is no message "${kindId}"; is the add-on that sends it running?`);
    const [row] = (await sqlOf(tx)('notification_setting').where('kind', kindId)) as Row[];
    return merged(kind, row);
  }

  /** Refuses a template that could not be rendered: it would fail when a customer waits for it. */
  async change(tx: Transaction, kindId: string, changes: NotificationSettingChanges): Promise<NotificationSetting> {
    const setting = await this.get(tx, kindId);
    const valid = validate(changes);
    const unknown = valid.channels?.find((channel) => !this.contributions.notificationChannel(channel));
    if (unknown !== undefined) {
      throw invalid('NOTIFICATION_CHANNEL_UNKNOWN', `there is no channel "${unknown}"; enable the add-on that brings it`, 'channels');
    }
    const template = valid.template ?? setting.template;
    this.preview(setting.kind, template);
    const channels = valid.channels ?? setting.channels;
    await sqlOf(tx)('notification_setting')
      .insert({
        kind: kindId,
        template: JSON.stringify(template),
        channels: JSON.stringify(channels),
        changed_at_ms: this.clock.nowMs(),
      })
      .onConflict('kind')
      .merge();
    await this.audit.record(tx, { action: 'notification.change', subject: `notification:${kindId}`, details: { channels } });
    return this.get(tx, kindId);
  }

  /** Back to how it was contributed. */
  async reset(tx: Transaction, kindId: string): Promise<NotificationSetting> {
    await this.get(tx, kindId);
    await sqlOf(tx)('notification_setting').where('kind', kindId).delete();
    await this.audit.record(tx, { action: 'notification.reset', subject: `notification:${kindId}`, details: {} });
    return this.get(tx, kindId);
  }

  /** As a customer would get it, with the examples of its kind. Throws `NOTIFICATION_TEMPLATE_INVALID`. */
  preview(kind: NotificationKind, template: NotificationTemplate): RenderedTemplate {
    const values = Object.fromEntries(Object.entries(kind.variables).map(([name, { example }]) => [name, example]));
    return this.engine.render(template, { company: this.company, customer: { name: 'Jane Fowler', number: 1042 }, values });
  }
}

function merged(kind: NotificationKind, row: Row | undefined): NotificationSetting {
  const parse = <T>(value: string | number | null | undefined, otherwise: T): T =>
    value === null || value === undefined ? otherwise : (JSON.parse(String(value)) as T);
  return {
    kind,
    template: parse(row?.template, kind.template),
    channels: parse(row?.channels, kind.channels ?? DEFAULT_CHANNELS),
    isChanged: row !== undefined,
  };
}
