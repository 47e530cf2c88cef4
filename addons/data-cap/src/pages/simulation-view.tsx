import { Alert, asSentence, Badge, Card, type Column, DescriptionList, Money, Table, When } from '@tapline/sdk/ui';
import type { VNode } from 'preact';
import { formatOctets } from '../engine/format-octets.js';
import type { SimulatedSource, SimulatedStanding, SimulationResult } from '../lines/simulation.js';

const SOURCES: readonly Column<SimulatedSource>[] = [
  { title: 'What pays', role: 'primary', cell: ({ title }) => title },
  { title: 'Has', align: 'end', cell: ({ has }) => has },
  { title: 'Left before', align: 'end', cell: ({ leftBefore }) => leftBefore },
  { title: 'Left after', align: 'end', cell: ({ leftAfter }) => leftAfter },
];

/** What the simulation answers. */
export function simulationView(result: SimulationResult): VNode {
  const { before, after } = result;
  const isShut = after.restriction === 'blocked';
  return (
    <>
      <Alert
        tone={isShut ? 'bad' : after.restriction === 'slowed' ? 'warning' : 'good'}
        title={`After ${result.traffic}: ${outcome(result)}`}
      >
        {asSentence(after.why)}
        {result.note !== null && <p class="m-0">{result.note}</p>}
      </Alert>
      <Card title="What was asked">
        <DescriptionList
          items={[
            { term: 'Line', value: result.login },
            { term: 'Plan', value: result.plan },
            { term: 'At', value: <When instantMs={Date.parse(result.at)} /> },
            { term: 'Period', value: <PeriodOf {...result.period} /> },
            ...(result.overuse === null ? [] : [{ term: 'Over-use costs', value: <Money amountMinor={result.overuse.amountMinor} /> }]),
          ]}
        />
      </Card>
      <div class="tl-grid">
        <div class="tl-span-6">{standing('Before', before)}</div>
        <div class="tl-span-6">{standing('After', after)}</div>
      </div>
      <Card title="What pays" isFlush>
        <Table
          caption="What pays for the traffic"
          columns={SOURCES}
          rows={result.sources}
          rowKey={({ title, has }) => `${title} ${has}`}
          empty={{ icon: 'gauge', title: 'Nothing pays' }}
        />
      </Card>
      <Card title="Messages that would go out">
        {result.notifications.length === 0 ? <p class="m-0 text-secondary">None.</p> : <p class="m-0">{result.notifications.join(', ')}</p>}
      </Card>
    </>
  );
}

function PeriodOf({ from, until }: SimulationResult['period']): VNode {
  return (
    <>
      <When instantMs={Date.parse(from)} /> – <When instantMs={Date.parse(until)} />
    </>
  );
}

function standing(title: string, of: SimulatedStanding): VNode {
  return (
    <Card title={title}>
      <DescriptionList
        items={[
          { term: 'Used', value: `${formatOctets(BigInt(of.usedOctets))} (${of.percent} %)` },
          { term: 'Left', value: formatOctets(BigInt(of.leftOctets)) },
          { term: 'Rule', value: of.rule },
          { term: 'RADIUS answers', value: <Badge tone={of.answer.verdict === 'accept' ? 'good' : 'bad'}>{of.answer.verdict}</Badge> },
          ...of.answer.attributes.map(([term, value]) => ({ term, value })),
        ]}
      />
    </Card>
  );
}

function outcome({ before, after, overuse }: SimulationResult): string {
  const paid = overuse === null ? '' : `pays for ${formatOctets(BigInt(overuse.octets))} over the limit`;
  if (after.restriction !== 'none') return `the line is ${after.restriction}${paid === '' ? '' : `, and ${paid}`}`;
  if (before.restriction !== 'none') return 'the line is open';
  return paid === '' ? 'the line goes on as it is' : `the line goes on, and ${paid}`;
}
