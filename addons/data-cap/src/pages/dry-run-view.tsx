import { localDateOf, type Plan } from '@tapline/sdk';
import { Alert, Card, type Column, Day, Table, useUiSettings, When } from '@tapline/sdk/ui';
import type { JSX, VNode } from 'preact';
import { capSummary } from '../engine/cap-summary.js';
import type { DryRunResult } from '../lines/dry-run.js';
import type { DryRunLine } from '../lines/dry-run-tally.js';

const COLUMNS: readonly Column<DryRunLine>[] = [
  { title: 'Login', role: 'primary', cell: ({ login }) => login },
  { title: 'Period from', cell: ({ periodFrom }) => <LocalDay instantMs={Date.parse(periodFrom)} /> },
  {
    title: 'Used',
    align: 'end',
    cell: ({ used, percent, over }) => (
      <>
        <span class="tl-number">{`${used} (${percent} %)`}</span>
        {percent > 100 && <div class="tl-sub tl-number">{over} over</div>}
      </>
    ),
  },
  {
    title: 'Reached',
    cell: ({ reached }) =>
      Object.entries(reached).map(([step, at]) => (
        <div key={step} class="tl-sub">
          {step}: <When instantMs={Date.parse(at)} />
        </div>
      )),
  },
];

/** What the dry run answers. */
export function dryRunView({ plan, days, lines, periods, reached, told, unitsCharged, top }: DryRunResult): VNode {
  const steps = Object.entries(reached).map(([step, count]) => `${step}: ${count} of ${periods}`);
  const messages = Object.entries(told).map(([percent, count]) => `${percent}: ${count}`);
  return (
    <>
      <Alert tone="neutral" title={`${plan}: ${lines} lines, the last ${days} days`}>
        {steps.join('; ')}
        {unitsCharged > 0 ? `; ${unitsCharged} units charged` : ''}
        {messages.length > 0 && <p class="m-0">Customers told at {messages.join(', ')}</p>}
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

/** Links that fill the form in with what each capped plan has now. */
export function rulesToBeginWith(plans: readonly Plan[]): VNode | undefined {
  const capped = plans.flatMap(({ id, name, addonSettings }) => {
    const summary = capSummary(addonSettings['data-cap'] ?? {});
    return summary === undefined ? [] : [{ id, name, summary }];
  });
  if (capped.length === 0) return undefined;
  return (
    <Card title="Begin with the rules of a plan">
      <ul class="m-0">
        {capped.map(({ id, name, summary }) => (
          <li key={id}>
            <a href={`/addons/data-cap/run/dry-run?plan=${encodeURIComponent(name)}`}>{name}</a> <span class="tl-sub">{summary}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** The day of an instant on the company's clocks. */
function LocalDay({ instantMs }: { readonly instantMs: number }): JSX.Element {
  return <Day date={localDateOf(instantMs, useUiSettings().timeZone)} />;
}
