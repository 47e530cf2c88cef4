import type { Actor } from '@tapline/sdk';
import type { Knex } from 'knex';
import type { Database } from '../database/database.js';
import { isDuplicate } from '../database/database-error.js';
import { unknownAddon } from './addon-errors.js';
import { type AddonState, type AddonStatus, DISABLED } from './addon-state.js';

const ACTOR: Actor = { kind: 'system', id: 'addons', name: 'Add-on host' };

/** What is kept of an add-on between starts, for all processes. */
export interface AddonRecord {
  readonly id: string;
  readonly package: string;
  readonly version: string;
  readonly isEnabled: boolean;
  /** What an admin has done, whatever `addons.packages` says; null: as that says. */
  readonly presence: 'installed' | 'removed' | null;
  /** With its secrets sealed. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Why it must not run although it is enabled. */
  readonly quarantine: string | null;
  /** Grows with each change by an admin. */
  readonly revision: number;
  /** As the process that changed it last has seen it. */
  readonly status: AddonStatus;
}

type AddonRow = Readonly<Record<string, string | null>>;

export class AddonStateStore {
  constructor(private readonly database: Database) {}

  async all(): Promise<ReadonlyMap<string, AddonRecord>> {
    const rows = (await this.database.reader('addon')) as AddonRow[];
    return new Map(rows.map((row) => [String(row.id), recordOf(row)]));
  }

  /** Throws `ADDON_UNKNOWN`. */
  async get(id: string): Promise<AddonRecord> {
    const row = (await this.database.reader('addon').where({ id }).first()) as AddonRow | undefined;
    if (!row) throw unknownAddon(id);
    return recordOf(row);
  }

  /** Notes an add-on that was found; `isEnabled` counts only when it was never seen before. */
  async see(found: {
    readonly id: string;
    readonly package: string;
    readonly version: string;
    readonly isEnabled: boolean;
  }): Promise<void> {
    const { id, version, isEnabled } = found;
    await this.database.transaction(ACTOR, async ({ sql }) => {
      const seen = await sql('addon').where({ id }).update({ package: found.package, version });
      if (seen === 0) await insert(sql, { id, package: found.package, version, is_enabled: isEnabled ? 1 : 0 });
    });
  }

  /** Enabling lifts a quarantine. Throws `ADDON_UNKNOWN`. */
  enable(id: string): Promise<void> {
    return this.change(id, { is_enabled: 1, quarantine: null });
  }

  disable(id: string): Promise<void> {
    return this.change(id, { is_enabled: 0 });
  }

  /** Takes up what an earlier installation has left. Installed again, what is enabled stays so; `isEnabled` is for all else. */
  async install(found: {
    readonly id: string;
    readonly package: string;
    readonly version: string;
    readonly isEnabled: boolean;
  }): Promise<void> {
    const { id, version, isEnabled } = found;
    await this.database.transaction(ACTOR, async ({ sql }) => {
      const [before] = (await sql('addon').where({ id })) as AddonRow[];
      const stays = before !== undefined && before.presence !== 'removed' && Number(before.is_enabled) === 1;
      const row = { package: found.package, version, presence: 'installed', is_enabled: stays || isEnabled ? 1 : 0, quarantine: null };
      const seen = await sql('addon')
        .where({ id })
        .update({ ...row, revision: sql.raw('revision + 1') });
      if (seen === 0) await insert(sql, { id, ...row });
    });
  }

  remove(id: string): Promise<void> {
    return this.change(id, { presence: 'removed', is_enabled: 0 });
  }

  configure(id: string, sealedConfig: Readonly<Record<string, unknown>>): Promise<void> {
    return this.change(id, { config: JSON.stringify(sealedConfig) });
  }

  quarantine(id: string, reason: string): Promise<void> {
    return this.change(id, { quarantine: reason.slice(0, 1000) });
  }

  async noteStatus(id: string, status: AddonStatus): Promise<void> {
    await this.database.transaction(ACTOR, ({ sql }) => sql('addon').where({ id }).update(statusColumns(status)));
  }

  private async change(id: string, changes: Readonly<Record<string, unknown>>): Promise<void> {
    await this.database.transaction(ACTOR, async ({ sql }) => {
      const changed = await sql('addon')
        .where({ id })
        .where((of) => void of.whereNull('presence').orWhereNot('presence', 'removed'))
        .update({ ...changes, revision: sql.raw('revision + 1') });
      if (changed === 0) throw unknownAddon(id);
    });
  }
}

async function insert(sql: Knex, row: Readonly<Record<string, unknown>>): Promise<void> {
  try {
    await sql('addon').insert({ config: '{}', revision: 1, ...statusColumns(DISABLED), ...row });
  } catch (error) {
    // Another process of the same start was faster.
    if (!isDuplicate(error)) throw error;
  }
}

function statusColumns({ state, code, sentence, nextStep }: AddonStatus): Readonly<Record<string, string>> {
  return { state, code, sentence: sentence.slice(0, 1000), next_step: nextStep };
}

function recordOf(row: AddonRow): AddonRecord {
  return {
    id: String(row.id),
    package: String(row.package),
    version: String(row.version),
    isEnabled: Number(row.is_enabled) === 1,
    presence: (row.presence ?? null) as AddonRecord['presence'],
    config: JSON.parse(String(row.config)) as Record<string, unknown>,
    quarantine: row.quarantine ?? null,
    revision: Number(row.revision),
    status: { state: row.state as AddonState, code: String(row.code), sentence: String(row.sentence), nextStep: String(row.next_step) },
  };
}
