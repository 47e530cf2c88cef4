import type { AdminPage, CustomerDirectory, Transaction } from '@tapline/sdk';
import { asSentence, Badge, Card, type Column, Stat, Table, type Tone } from '@tapline/sdk/ui';
import { HUNDREDTHS } from '../engine/cap-rules.js';
import { formatOctets } from '../engine/format-octets.js';
import type { LineRow, LineState, LineTables } from '../lines/line-tables.js';

const MOST_SHOWN = 100;
const NEAR_PERCENT = 80;
const STATES: Readonly<Record<LineState, { readonly title: string; readonly tone: Tone }>> = {
  open: { title: 'Open', tone: 'good' },
  slowed: { title: 'Slowed', tone: 'warning' },
  blocked: { title: 'Blocked', tone: 'bad' },
  charged: { title: 'Over-use charged', tone: 'warning' },
};

interface FleetLine extends LineRow {
  readonly customerName: string;
}

const COLUMNS: readonly Column<FleetLine>[] = [
  { title: 'Customer', role: 'primary', cell: ({ customer, customerName }) => <a href={`/customers/${customer}`}>{customerName}</a> },
  { title: 'State', cell: ({ state }) => <Badge tone={STATES[state].tone}>{STATES[state].title}</Badge> },
  { title: 'Used', align: 'end', cell: ({ used, percent }) => <span class="tl-number">{`${octets(used)} (${percent} %)`}</span> },
  { title: 'Left', align: 'end', cell: ({ has_left }) => <span class="tl-number">{octets(has_left)}</span> },
  { title: 'Why', cell: ({ explanation }) => <span class="tl-sub">{asSentence(explanation)}</span> },
];

/** Who is capped, slowed, and near the limit. */
export function fleetPage(tables: LineTables, customers: CustomerDirectory): AdminPage {
  return {
    path: 'lines',
    title: 'Data caps',
    icon: 'gauge',
    render: async ({ tx }) => {
      const lines = await fleet(tx, tables);
      const shown = await Promise.all(
        lines.slice(0, MOST_SHOWN).map(async (line) => ({ ...line, customerName: (await customers.get(tx, line.customer)).name })),
      );
      const count = (state: LineState): number => lines.filter((line) => line.state === state).length;
      const near = lines.filter(({ state }) => state === 'open').length;
      return (
        <>
          <div class="tl-stats">
            <Stat label="Blocked" value={String(count('blocked'))} icon="lock" />
            <Stat label="Slowed" value={String(count('slowed'))} icon="gauge" />
            <Stat label="Over-use charged" value={String(count('charged'))} icon="cash" />
            <Stat label="Near the limit" value={String(near)} icon="alert-triangle" />
          </div>
          <Card title="Lines at or near their limit" isFlush>
            <Table
              caption="Lines at or near their limit"
              columns={COLUMNS}
              rows={shown}
              rowKey={({ service }) => service}
              empty={{ icon: 'gauge', title: 'No line is near its limit' }}
            />
          </Card>
        </>
      );
    },
  };
}

async function fleet(tx: Transaction, tables: LineTables): Promise<readonly LineRow[]> {
  const lines = await tables.lines.find(tx, {}, { orderBy: [{ column: 'percent', direction: 'desc' }], limit: 5_000 });
  return lines.filter(({ percent, state }) => percent >= NEAR_PERCENT || state !== 'open');
}

function octets(hundredths: string): string {
  return formatOctets(BigInt(hundredths) / HUNDREDTHS);
}
