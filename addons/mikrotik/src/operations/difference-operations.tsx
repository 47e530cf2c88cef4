import type { Operation } from '@tapline/sdk';
import type { Change } from '../access/difference.js';
import { summaryOf } from '../access/reconciling.js';
import { type DifferenceSummary, notConnected } from '../connections/connection-store.js';
import { findRouter } from '../connections/find-router.js';
import { DifferenceView, type ShownChange } from '../pages/difference-view.js';
import type { MikrotikServices } from '../services.js';
import { ROUTER_INPUT, type RouterInput } from './router-input.js';

export interface FoundDifference {
  readonly router: string;
  readonly summary: DifferenceSummary;
  readonly changes: readonly ShownChange[];
}

const MOST_SHOWN = 200;

/** What would be changed on a router, and changing it. */
export function differenceOperations(services: MikrotikServices): readonly Operation<RouterInput, FoundDifference>[] {
  const common = { permission: 'network.write', input: ROUTER_INPUT, view: (found: FoundDifference) => <DifferenceView {...found} /> };
  return [
    {
      ...common,
      id: 'difference',
      title: 'What would be changed on a router',
      description: 'Compares what lines may with what the router has of ours: address lists, queues, leases, secrets. Nothing is changed.',
      icon: 'search',
      isReadOnly: true,
      reach: ({ input }) => compare(services, input.router, false),
    },
    {
      ...common,
      id: 'apply',
      title: 'Bring a router up to date now',
      description: 'Applies the difference, whatever the connection is set to do by itself. Only what bears a mark of ours is touched.',
      icon: 'check',
      isReadOnly: false,
      reach: ({ input }) => compare(services, input.router, true),
    },
  ];
}

/** Less than an operation has; what is left then is done by the next pass, or by asking again. */
const APPLIES_FOR_MS = 15_000;

async function compare(services: MikrotikServices, nameOrId: string, applies: boolean): Promise<FoundDifference> {
  const { routers, store, links, transactions, reconciling, clock, lines } = services;
  const { router, settings } = await transactions.run(async (tx) => {
    const found = await findRouter(tx, routers, nameOrId);
    const connection = await store.find(tx, found.id);
    if (!connection) throw notConnected();
    return { router: found, settings: connection.settings };
  });
  return links.use(router.id, async (client) => {
    if (applies && settings.backsUp) await services.backups.keepFirst(client, router.id);
    const difference = await reconciling.difference(client, settings);
    const endMs = performance.now() + APPLIES_FOR_MS;
    const isOver = (): boolean => performance.now() > endMs;
    const summary = applies ? await reconciling.apply(client, settings, difference, isOver) : summaryOf(difference);
    const isDone = applies && summary.left === 0;
    const shown = difference.changes.slice(0, MOST_SHOWN);
    const names = await transactions.run(async (tx) => {
      await store.note(tx, router.id, { difference: summary, ...(applies ? { reconciled_at_ms: isDone ? clock.nowMs() : null } : {}) });
      return new Map(
        (await lines.some(tx, [...new Set(shown.map(({ serviceId }) => serviceId))])).map((line) => [line.serviceId, line.login]),
      );
    });
    return { router: router.name, summary, changes: shown.map((change) => toShown(change, names.get(change.serviceId) ?? '')) };
  });
}

function toShown(change: Change, login: string): ShownChange {
  const { kind, menu } = change;
  const values = kind === 'remove' ? change.before : change.values;
  const words = Object.entries(values)
    .filter(([name]) => !['.id', 'comment', 'password', 'bytes', 'dynamic'].includes(name))
    .map(([name, value]) => (kind === 'change' ? `${name}: ${change.before[name] ?? 'none'} → ${value}` : `${name}=${value}`));
  return { kind, menu, login, words: words.join(', ') };
}
