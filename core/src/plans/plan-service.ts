import {
  type AddonSettings,
  type AmountMinor,
  type Clock,
  conflict,
  createToken,
  EVENTS,
  invalid,
  type NewPlan,
  notFound,
  type Plan,
  type PlanChanges,
  type PlanSale,
  type ReplyTerms,
  type SessionPolicy,
  type Shaping,
  type Transaction,
} from '@tapline/sdk';
import type { AccessService } from '../access/access-service.js';
import type { TaxStore } from '../documents/tax/tax-store.js';
import type { AuditLog } from '../kernel/audit/audit-log.js';
import { isDuplicate } from '../kernel/database/database-error.js';
import { databaseTransactionOf, sqlOf } from '../kernel/database/database-transaction.js';
import { newId } from '../kernel/ids/id.js';
import type { EventRaiser } from '../kernel/outbox/event-raiser.js';
import { changedFields } from '../kernel/validation/changed-fields.js';
import { compileValidator } from '../kernel/validation/validator.js';
import { checkReplyAttributes } from '../radius/answers/reply-attributes-rule.js';
import { saleFromText, saleText } from './plan-sale.js';
import { NEW_PLAN_SCHEMA, PLAN_CHANGES_SCHEMA } from './plan-schema.js';
import type { PlanSections, SectionSummary } from './plan-sections.js';
import { checkShaping } from './shaping-rule.js';

export interface PlanUse extends Plan {
  /** Services on it that are not stopped. */
  readonly serviceCount: number;
}

/** A plan whose settings name a wording of a message, there or not. */
export interface PlanWording {
  readonly planId: string;
  readonly planName: string;
  readonly wording: string;
}

/** A plan's price, and how it is sold, from an instant on. */
export interface PlanPrice {
  readonly planId: string;
  readonly effectiveAtMs: number;
  readonly priceMinor: AmountMinor;
  readonly sale: PlanSale;
}

interface PlanRow {
  readonly id: string;
  readonly name: string;
  readonly price_minor: number;
  readonly is_tax_included: number;
  readonly tax_code: string | null;
  readonly revenue: PlanSale['revenue'];
  readonly download_bits_per_second: number;
  readonly upload_bits_per_second: number;
  readonly shaping: string | null;
  readonly reply: string | null;
  readonly session_limit: number;
  readonly session_policy: SessionPolicy;
  readonly addon_settings: string | null;
  readonly is_archived: number;
  readonly is_self_service: number;
  readonly created_at_ms: number;
}

const validateNew = compileValidator<
  NewPlan & Required<Pick<NewPlan, 'sessionLimit' | 'sessionPolicy' | 'isSelfService' | keyof PlanSale>>
>(NEW_PLAN_SCHEMA, 'PLAN_INVALID');
/** What the history of prices keeps. */
const PRICED: readonly (keyof Plan)[] = ['priceMinor', 'isTaxIncluded', 'taxCode', 'revenue'];

const validateChanges = compileValidator<PlanChanges>(PLAN_CHANGES_SCHEMA, 'PLAN_INVALID');

export class PlanService {
  constructor(
    private readonly access: AccessService,
    private readonly events: EventRaiser,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    private readonly sections: PlanSections,
    private readonly taxes: Pick<TaxStore, 'rates'>,
  ) {}

  /** What add-ons' settings of a plan do, for people. */
  summaries({ addonSettings }: Pick<Plan, 'addonSettings'>): readonly SectionSummary[] {
    return this.sections.summaries(addonSettings);
  }

  async list(tx: Transaction): Promise<readonly PlanUse[]> {
    const sql = sqlOf(tx);
    const rows = (await sql('plan as p')
      .orderBy(['p.is_archived', 'p.price_minor', 'p.name'])
      .select(
        'p.*',
        sql.raw("(SELECT COUNT(*) FROM service s WHERE s.plan_id = p.id AND s.status <> 'stopped') AS service_count"),
      )) as (PlanRow & {
      readonly service_count: number | string;
    })[];
    return rows.map((row) => ({ ...toPlan(row), serviceCount: Number(row.service_count) }));
  }

  async get(tx: Transaction, planId: string): Promise<Plan> {
    const [plan] = await this.find(tx, [planId]);
    if (!plan) throw notFound('PLAN_UNKNOWN', `there is no plan ${planId}`);
    return plan;
  }

  async find(tx: Transaction, planIds: readonly string[]): Promise<readonly Plan[]> {
    return ((await sqlOf(tx)('plan').whereIn('id', planIds)) as PlanRow[]).map(toPlan);
  }

  async findByNameOrId(tx: Transaction, nameOrId: string): Promise<Plan | undefined> {
    const rows = (await sqlOf(tx)('plan').where({ name: nameOrId }).orWhere({ id: nameOrId })) as PlanRow[];
    const row = rows.find(({ id }) => id === nameOrId) ?? rows[0];
    return row && toPlan(row);
  }

  async create(tx: Transaction, draft: NewPlan): Promise<Plan> {
    const plan: Plan = {
      id: newId(),
      kind: 'internet',
      isArchived: false,
      createdAtMs: this.clock.nowMs(),
      shaping: {},
      reply: {},
      ...validateNew(draft),
      addonSettings: await this.sections.merged(tx, {}, draft.addonSettings),
    };
    checkTerms(plan);
    await this.checkTax(tx, plan);
    await this.unique(plan.name, () => sqlOf(tx)('plan').insert({ ...toRow(plan), created_at_ms: plan.createdAtMs }));
    await this.keepPrice(tx, plan);
    const { id, createdAtMs: _createdAtMs, ...details } = plan;
    await this.audit.record(tx, { action: 'plan.create', subject: `plan:${id}`, details });
    return plan;
  }

  async change(tx: Transaction, planId: string, changes: PlanChanges): Promise<Plan> {
    const plan = await this.locked(tx, planId);
    const valid = validateChanges(changes);
    const next: Plan = { ...plan, ...valid, addonSettings: await this.sections.merged(tx, plan.addonSettings, changes.addonSettings) };
    const fields = changedFields(plan, next);
    if (fields.length === 0) return plan;
    checkTerms(next);
    if (fields.includes('taxCode')) await this.checkTax(tx, next);
    await this.unique(next.name, () => sqlOf(tx)('plan').where('id', planId).update(toRow(next)));
    if (fields.some((field) => PRICED.includes(field))) await this.keepPrice(tx, next);
    await this.access.refreshPlan(tx, planId);
    await this.audit.record(tx, {
      action: 'plan.change',
      subject: `plan:${planId}`,
      details: Object.fromEntries(fields.map((field) => [field, next[field]])),
    });
    await this.events.raise(tx, EVENTS.planChanged, { customerId: null, payload: { planId, fields } });
    return next;
  }

  /** The plans that name wordings of a kind of message, by name; one that names a wording twice is there once. */
  async wordingsNamed(tx: Transaction, kind: string): Promise<readonly PlanWording[]> {
    const rows = (await sqlOf(tx)('plan').orderBy('name').select('id', 'name', 'addon_settings')) as PlanRow[];
    return rows.flatMap(({ id, name, addon_settings }) => {
      const named = this.sections.named(JSON.parse(addon_settings ?? '{}') as AddonSettings).filter((each) => each.kind === kind);
      return [...new Set(named.map(({ wording }) => wording))].map((wording) => ({ planId: id, planName: name, wording }));
    });
  }

  /** All prices that plans ever had, in the order in which they were set. */
  async prices(tx: Transaction): Promise<readonly PlanPrice[]> {
    const rows = (await sqlOf(tx)('plan_price').orderBy('sequence')) as Record<string, string | number | null>[];
    return rows.map((row) => ({
      planId: String(row.plan_id),
      effectiveAtMs: Number(row.effective_at_ms),
      priceMinor: Number(row.price_minor),
      sale: saleFromText(row.sale),
    }));
  }

  /** Whoever changes it next sees what this transaction has made of it. */
  private async locked(tx: Transaction, planId: string): Promise<Plan> {
    if (databaseTransactionOf(tx).dialect === 'mysql') await sqlOf(tx)('plan').where('id', planId).forUpdate().select('id');
    return this.get(tx, planId);
  }

  private async keepPrice(tx: Transaction, plan: Plan): Promise<void> {
    const effectiveAtMs = this.clock.nowMs();
    const row = { plan_id: plan.id, effective_at_ms: effectiveAtMs, price_minor: plan.priceMinor, sale: saleText(plan) };
    await sqlOf(tx)('plan_price').insert(row);
  }

  private async checkTax(tx: Transaction, { taxCode }: Plan): Promise<void> {
    if (taxCode === null || (await this.taxes.rates(tx)).some(({ code }) => code === taxCode)) return;
    throw invalid(
      'PLAN_TAX_UNKNOWN',
      `there is no tax rate with the code "${taxCode}"; define it first, or take the company's own`,
      'taxCode',
    );
  }

  private async unique(name: string, write: () => Promise<unknown>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (isDuplicate(error)) throw conflict('PLAN_NAME_TAKEN', `there is a plan named "${name}" already`, 'name');
      throw error;
    }
  }
}

export const PLAN_SERVICE = createToken<PlanService>('core.plan-service');

function checkTerms(plan: Plan): void {
  checkShaping(plan);
  checkReplyAttributes(plan.reply.attributes, 'reply.attributes');
}

function toRow(plan: Plan): Record<string, unknown> {
  return {
    id: plan.id,
    name: plan.name,
    kind: plan.kind,
    price_minor: plan.priceMinor,
    is_tax_included: plan.isTaxIncluded ? 1 : 0,
    tax_code: plan.taxCode,
    revenue: plan.revenue,
    download_bits_per_second: plan.downloadBitsPerSecond,
    upload_bits_per_second: plan.uploadBitsPerSecond,
    shaping: JSON.stringify(plan.shaping),
    reply: JSON.stringify(plan.reply),
    session_limit: plan.sessionLimit,
    session_policy: plan.sessionPolicy,
    addon_settings: JSON.stringify(plan.addonSettings),
    is_archived: plan.isArchived ? 1 : 0,
    is_self_service: plan.isSelfService ? 1 : 0,
  };
}

function toPlan(row: PlanRow): Plan {
  return {
    id: row.id,
    name: row.name,
    kind: 'internet',
    priceMinor: Number(row.price_minor),
    isTaxIncluded: Number(row.is_tax_included) === 1,
    taxCode: row.tax_code,
    revenue: row.revenue,
    downloadBitsPerSecond: Number(row.download_bits_per_second),
    uploadBitsPerSecond: Number(row.upload_bits_per_second),
    shaping: JSON.parse(row.shaping ?? '{}') as Shaping,
    reply: JSON.parse(row.reply ?? '{}') as ReplyTerms,
    sessionLimit: Number(row.session_limit),
    sessionPolicy: row.session_policy,
    addonSettings: JSON.parse(row.addon_settings ?? '{}') as AddonSettings,
    isArchived: Number(row.is_archived) === 1,
    isSelfService: Number(row.is_self_service) === 1,
    createdAtMs: Number(row.created_at_ms),
  };
}
