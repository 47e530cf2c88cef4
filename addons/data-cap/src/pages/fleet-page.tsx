import type { AdminPage, CustomerDirectory, ServiceDirectory, Transaction } from '@tapline/sdk';
import { asSentence, type Column, Pagination, Table } from '@tapline/sdk/ui';
import type { VNode } from 'preact';
import { HUNDREDTHS } from '../engine/cap-rules.js';
import { formatOctets } from '../engine/format-octets.js';
import type { LineRow } from '../lines/line-row.js';
import type { LineState } from '../lines/line-state.js';
import type { LineTables } from '../lines/line-tables.js';
import { STATES, StateBadge } from './state-badge.js';

const PER_PAGE = 50;
const ALL = Object.keys(STATES) as readonly LineState[];

export interface FleetParts {
  readonly tables: Pick<LineTables, 'lines'>;
  readonly customers: CustomerDirectory;
  readonly services: ServiceDirectory;
}

interface FleetLine extends LineRow {
  readonly customerName: string;
  readonly login: string;
}

interface Fleet {
  readonly lines: readonly FleetLine[];
  readonly counts: Readonly<Record<LineState, number>>;
  readonly state: LineState | undefined;
  readonly page: number;
}

const COLUMNS: readonly Column<FleetLine>[] = [
  {
    title: 'Customer',
    role: 'primary',
    cell: ({ customer, customerName }) => (
      <a class="tl-name" href={`/customers/${customer}`}>
        {customerName}
      </a>
    ),
  },
  { title: 'Login', cell: ({ login }) => <span class="font-monospace">{login}</span> },
  { title: 'State', cell: ({ state }) => <StateBadge state={state} /> },
  { title: 'Used', align: 'end', cell: ({ used, percent }) => <span class="tl-number">{`${octets(used)} (${percent} %)`}</span> },
  { title: 'Left', align: 'end', cell: ({ has_left }) => <span class="tl-number">{octets(has_left)}</span> },
  { title: 'Why', cell: ({ explanation }) => <span class="tl-sub">{asSentence(explanation)}</span> },
];

/** Every capped line, by what it has used; with `?state=` those that are blocked, slowed, charged, near the limit or open. */
export function fleetPage(parts: FleetParts): AdminPage {
  return {
    path: 'lines',
    title: 'Data caps',
    icon: 'gauge',
    render: async ({ tx, query }) => {
      const state = ALL.find((each) => each === query.state);
      const page = /^[1-9]\d{0,5}$/.test(query.page ?? '') ? Number(query.page) : 1;
      return fleetView({ state, page, counts: await countsOf(tx, parts), lines: await linesOf(tx, parts, { state, page }) });
    },
  };
}

async function countsOf(tx: Transaction, { tables }: FleetParts): Promise<Fleet['counts']> {
  const counts: Partial<Record<LineState, number>> = {};
  for (const state of ALL) counts[state] = await tables.lines.count(tx, { state });
  return counts as Fleet['counts'];
}

async function linesOf(
  tx: Transaction,
  { tables, customers, services }: FleetParts,
  { state, page }: Pick<Fleet, 'state' | 'page'>,
): Promise<readonly FleetLine[]> {
  const rows = await tables.lines.find(tx, state === undefined ? {} : { state }, {
    orderBy: [
      { column: 'percent', direction: 'desc' },
      { column: 'service', direction: 'desc' },
    ],
    limit: PER_PAGE,
    offset: (page - 1) * PER_PAGE,
  });
  const customerIds = [...new Set(rows.map(({ customer }) => customer))];
  const logins = new Map((await services.ofCustomers(tx, customerIds)).map(({ id, login }) => [id, login]));
  const found = await customers.getMany(tx, customerIds);
  return rows.map((row) => ({ ...row, login: logins.get(row.service) ?? '', customerName: found.get(row.customer)?.name ?? '' }));
}

function fleetView({ lines, counts, state, page }: Fleet): VNode {
  const all = ALL.reduce((sum, each) => sum + counts[each], 0);
  const total = state === undefined ? all : counts[state];
  return (
    <section class="card">
      <div class="tl-filters">
        <nav class="tl-tabs" aria-label="Filter by state">
          {[undefined, ...ALL].map((each) => (
            <a key={each ?? 'all'} href={fleetHref(each, 1)} {...(each === state ? { 'aria-current': 'page' as const } : {})}>
              {each === undefined ? 'All' : STATES[each].title}
              <small>{each === undefined ? all : counts[each]}</small>
            </a>
          ))}
        </nav>
      </div>
      <Table
        caption="Capped lines by what they have used"
        columns={COLUMNS}
        rows={lines}
        rowKey={({ service }) => service}
        empty={{ icon: 'gauge', title: all === 0 ? 'No line has a data cap yet' : 'No line is in this state' }}
      />
      {total > 0 && (
        <div class="card-footer">
          <Pagination page={page} pageSize={PER_PAGE} total={total} noun="lines" href={(to) => fleetHref(state, to)} />
        </div>
      )}
    </section>
  );
}

function fleetHref(state: LineState | undefined, page: number): string {
  const query = new URLSearchParams({ ...(state === undefined ? {} : { state }), ...(page === 1 ? {} : { page: String(page) }) });
  return `/addons/data-cap/lines${query.size === 0 ? '' : `?${query}`}`;
}

function octets(hundredths: string): string {
  return formatOctets(BigInt(hundredths) / HUNDREDTHS);
}
