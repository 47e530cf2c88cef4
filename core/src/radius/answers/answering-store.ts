import type { ReplyAttribute, RouterDriver, ShutPolicyChanges } from '@tapline/sdk';
import type { Knex } from 'knex';
import type { Answering, RouterAnswerSettings } from './answering.js';
import { DEFAULT_DRIVER_ID } from './router-profile.js';

interface AnsweringRow {
  readonly scope: string;
  readonly driver_id: string | null;
  readonly attributes: string | null;
  readonly shut_policy: string | null;
}

const COMPANY = 'company';

/** All that is set of answers. In an operation `sql` is the transaction's. */
export async function readAnswering(sql: Knex): Promise<Answering> {
  const rows = (await sql('radius_answering').orderBy('scope')) as AnsweringRow[];
  const drivers = (await sql('router_driver').orderBy('id').select('definition')) as { readonly definition: string }[];
  const company = rows.find(({ scope }) => scope === COMPANY);
  return {
    company: policyOf(company) ?? {},
    drivers: drivers.map(({ definition }) => JSON.parse(definition) as RouterDriver),
    routers: Object.fromEntries(rows.filter((row) => row !== company).map((row) => [row.scope, toSettings(row)])),
  };
}

export async function writeCompanyPolicy(sql: Knex, policy: ShutPolicyChanges): Promise<void> {
  await put(sql, { scope: COMPANY, driver_id: null, attributes: null, shut_policy: JSON.stringify(policy) });
}

export async function writeRouterSettings(sql: Knex, routerId: string, settings: RouterAnswerSettings): Promise<void> {
  const { driverId, attributes, shutPolicy } = settings;
  await put(sql, {
    scope: routerId,
    driver_id: driverId,
    attributes: JSON.stringify(attributes),
    shut_policy: shutPolicy === null ? null : JSON.stringify(shutPolicy),
  });
}

export async function writeDriver(sql: Knex, addonId: string, driver: RouterDriver): Promise<void> {
  const row = { id: driver.id, addon_id: addonId, definition: JSON.stringify(driver) };
  await sql('router_driver').insert(row).onConflict('id').merge();
}

async function put(sql: Knex, row: AnsweringRow): Promise<void> {
  await sql('radius_answering').insert(row).onConflict('scope').merge();
}

function toSettings(row: AnsweringRow): RouterAnswerSettings {
  return {
    driverId: row.driver_id ?? DEFAULT_DRIVER_ID,
    attributes: JSON.parse(row.attributes ?? '[]') as ReplyAttribute[],
    shutPolicy: policyOf(row) ?? null,
  };
}

function policyOf(row: AnsweringRow | undefined): ShutPolicyChanges | undefined {
  return row?.shut_policy ? (JSON.parse(row.shut_policy) as ShutPolicyChanges) : undefined;
}
