import { invalid, type JsonSchema, type Operation } from '@tapline/sdk';
import { findRouter, ROUTER_FIELD } from '../connections/find-router.js';
import type { Backup, BackupSummary } from '../live/backups.js';
import { configurationLines } from '../live/configuration-lines.js';
import { lineDifference } from '../live/text-difference.js';
import { ConfigurationView } from '../pages/configuration-view.js';
import type { MikrotikServices } from '../services.js';

interface ConfigurationInput {
  readonly router: string;
  readonly at: string;
}

/** A configuration as it was, and what had changed since the one before. Instants are ISO texts. */
export interface ShownConfiguration {
  readonly router: string;
  /** Of its download: `/addons/mikrotik/files/backup/<key>`. */
  readonly key: string;
  readonly takenAt: string;
  /** Null for the first that was kept. */
  readonly before: string | null;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** All that are kept, the newest first. */
  readonly kept: readonly string[];
  readonly content: string;
}

const MOST_LISTED = 60;
const INPUT: JsonSchema = {
  type: 'object',
  properties: {
    router: ROUTER_FIELD,
    at: {
      type: 'string',
      title: 'Taken at',
      description: 'Like 2026-11-02T09:00:00.000Z, as they are listed; empty for the newest.',
      maxLength: 40,
      default: '',
    },
  },
  required: ['router'],
  additionalProperties: false,
};

export function configurationOperation({ routers, backups }: MikrotikServices): Operation<ConfigurationInput, ShownConfiguration> {
  return {
    id: 'configuration',
    title: 'A router’s configuration as it was',
    description: 'Shows a configuration that is kept, and what had changed since the one before.',
    icon: 'list-details',
    permission: 'network.write',
    isReadOnly: true,
    input: INPUT,
    run: async ({ tx, input }) => {
      const router = await findRouter(tx, routers, input.router);
      const all = await backups.list(tx, router.id, MOST_LISTED);
      const [newest] = all;
      const takenAtMs = input.at === '' && newest ? newest.taken_at_ms : instantOf(input.at);
      const backup = await backups.get(tx, router.id, takenAtMs);
      const earlier = all.find((each) => each.taken_at_ms < takenAtMs);
      const before = earlier && (await backups.get(tx, router.id, earlier.taken_at_ms));
      return shown(router, { backup, before, all });
    },
    view: (configuration) => <ConfigurationView configuration={configuration} />,
  };
}

interface Kept {
  readonly backup: Backup;
  readonly before: Backup | undefined;
  readonly all: readonly BackupSummary[];
}

function shown(router: { readonly id: string; readonly name: string }, { backup, before, all }: Kept): ShownConfiguration {
  const { added, removed } = lineDifference(configurationLines(before?.content ?? ''), configurationLines(backup.content));
  return {
    router: router.name,
    key: `${router.id}-${backup.taken_at_ms}`,
    takenAt: textOf(backup),
    before: before ? textOf(before) : null,
    added: before ? added : [],
    removed,
    kept: all.map(textOf),
    content: backup.content,
  };
}

const textOf = ({ taken_at_ms }: Pick<Backup, 'taken_at_ms'>): string => new Date(taken_at_ms).toISOString();

function instantOf(text: string): number {
  const instantMs = text === '' ? 0 : Date.parse(text);
  if (Number.isNaN(instantMs))
    throw invalid('MIKROTIK_INSTANT_WRONG', `"${text}" is no instant; write it like 2026-11-02T09:00:00.000Z`, 'at');
  return instantMs;
}

/** Where it is shown. */
export function configurationHref(routerName: string, backup: Pick<Backup, 'taken_at_ms'>): string {
  return `/addons/mikrotik/run/configuration?${new URLSearchParams({ router: routerName, at: textOf(backup) }).toString()}`;
}
