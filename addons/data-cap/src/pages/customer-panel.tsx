import type { CustomerPanel, ServiceDirectory } from '@tapline/sdk';
import { asSentence, DescriptionList, Money } from '@tapline/sdk/ui';
import type { VNode } from 'preact';
import { type CapRules, HUNDREDTHS } from '../engine/cap-rules.js';
import { formatOctets } from '../engine/format-octets.js';
import { overuseRuleOf } from '../engine/overuse.js';
import type { LineSettling } from '../lines/line-settling.js';
import { lineStateOf } from '../lines/line-state.js';
import type { PeriodBook } from '../lines/period-book.js';
import { STATES, StateBadge } from './state-badge.js';

/** What each of a customer's lines has used, and what is left of which source. */
export function capPanel(parts: {
  readonly services: ServiceDirectory;
  readonly book: PeriodBook;
  readonly settling: LineSettling;
}): CustomerPanel {
  return {
    id: 'data',
    title: 'Data',
    render: async (tx, customer) => {
      const lines = (await parts.services.ofCustomer(tx, customer.id)).flatMap((service) => parts.book.lineOf(service) ?? []);
      if (lines.length === 0) return undefined;
      const settled = [];
      for (const line of lines) settled.push(await parts.settling.assess(tx, line, { isAsking: false }));
      return (
        <>
          {settled.map(({ line, open, standing, verdict }) => (
            <div key={line.service.id}>
              <p class="mb-1">
                <strong>{line.service.login}</strong> <StateBadge state={lineStateOf(verdict)} />
              </p>
              <div class={`tl-tone-${STATES[lineStateOf(verdict)].tone}`}>
                <div class="tl-bar" aria-hidden="true">
                  <i style={{ width: `${Math.min(verdict.percent, 100)}%` }} />
                </div>
              </div>
              <p class="tl-sub mt-1">{asSentence(verdict.explanation)}</p>
              <DescriptionList
                items={[
                  ...standing.sources
                    // What was taken back unused has nothing and never paid.
                    .filter(({ amount }) => amount > 0n)
                    .map(({ title, amount, paid }) => ({
                      term: title,
                      value: `${formatOctets((amount - paid) / HUNDREDTHS)} left of ${formatOctets(amount / HUNDREDTHS)}`,
                    })),
                  ...overuseItems(line.rules, open.content.charged.octets),
                ]}
              />
              <p>
                <a href={`/addons/data-cap/run/simulate?service=${encodeURIComponent(line.service.login)}`}>Simulate traffic</a>
              </p>
            </div>
          ))}
        </>
      );
    },
  };
}

function overuseItems(rules: CapRules, chargedOctets: bigint): readonly { readonly term: string; readonly value: VNode }[] {
  const rule = overuseRuleOf(rules);
  if (!rule || chargedOctets === 0n) return [];
  const value = (
    <>
      {formatOctets(chargedOctets)} over the limit, each {formatOctets(rule.unitOctets)} at <Money amountMinor={rule.priceMinor} />
    </>
  );
  return [{ term: 'Charged besides', value }];
}
