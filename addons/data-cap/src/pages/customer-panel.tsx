import type { CustomerPanel, ServiceDirectory } from '@tapline/sdk';
import { asSentence, DescriptionList, type Tone } from '@tapline/sdk/ui';
import { HUNDREDTHS } from '../engine/cap-rules.js';
import { formatOctets } from '../engine/format-octets.js';
import type { Verdict } from '../engine/verdict.js';
import type { LineSettling } from '../lines/line-settling.js';
import type { PeriodBook } from '../lines/period-book.js';

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
          {settled.map(({ line, standing, verdict }) => (
            <div key={line.service.id}>
              <p class="mb-1">
                <strong>{line.service.login}</strong>
              </p>
              <div class={`tl-tone-${toneOf(verdict)}`}>
                <div class="tl-bar" aria-hidden="true">
                  <i style={{ width: `${Math.min(verdict.percent, 100)}%` }} />
                </div>
              </div>
              <p class="tl-sub mt-1">{asSentence(verdict.explanation)}</p>
              <DescriptionList
                items={standing.sources
                  // What was taken back unused has nothing and never paid.
                  .filter(({ amount }) => amount > 0n)
                  .map(({ title, amount, paid }) => ({
                    term: title,
                    value: `${formatOctets((amount - paid) / HUNDREDTHS)} left of ${formatOctets(amount / HUNDREDTHS)}`,
                  }))}
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

function toneOf({ restriction }: Verdict): Tone {
  if (!restriction) return 'good';
  return restriction.effect.kind === 'block' ? 'bad' : 'warning';
}
