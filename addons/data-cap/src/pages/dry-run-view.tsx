import { Alert, Card, type Column, Table } from '@tapline/sdk/ui';
import type { VNode } from 'preact';
import type { DryRunLine, DryRunResult } from '../lines/dry-run.js';

const COLUMNS: readonly Column<DryRunLine>[] = [
  { title: 'Login', role: 'primary', cell: ({ login }) => login },
  { title: 'Period from', cell: ({ periodFrom }) => periodFrom.slice(0, 10) },
  { title: 'Used', align: 'end', cell: ({ used, percent }) => `${used} (${percent} %)` },
  { title: 'Over', align: 'end', cell: ({ over }) => over },
  {
    title: 'Reached',
    cell: ({ reached }) =>
      Object.entries(reached)
        .map(([step, at]) => `${step} on ${at.slice(0, 16).replace('T', ' ')}`)
        .join(', '),
  },
];

/** What the dry run answers. */
export function dryRunView({ plan, days, lines, periods, reached, unitsCharged, top }: DryRunResult): VNode {
  const steps = Object.entries(reached).map(([step, count]) => `${step}: ${count} of ${periods}`);
  return (
    <>
      <Alert tone="neutral" title={`${plan}: ${lines} lines, the last ${days} days`}>
        {steps.join('; ')}
        {unitsCharged > 0 ? `; ${unitsCharged} units charged` : ''}
      </Alert>
      <Card title="Who would have used most of it" isFlush>
        <Table
          caption="Lines by what they would have used"
          columns={COLUMNS}
          rows={top}
          rowKey={({ login, periodFrom }) => `${login} ${periodFrom}`}
          empty={{ icon: 'gauge', title: 'Nothing flowed' }}
        />
      </Card>
    </>
  );
}
