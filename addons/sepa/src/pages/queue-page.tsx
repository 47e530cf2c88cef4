import { type AdminPage, decimalAmount } from '@tapline/sdk';
import { Card, type Column, Day, LinkButton, Table } from '@tapline/sdk/ui';
import type { ImportLine } from '../imports/import-line.js';
import { runLink } from '../operations/inputs.js';
import type { SepaParts } from '../sepa-parts.js';
import { type LineAnswer, lineAnswer } from './import-answer.js';
import { LineAmount, LineName } from './import-view.js';

const MOST_SHOWN = 500;

const COLUMNS: readonly Column<LineAnswer>[] = [
  { title: 'Payment', role: 'primary', cell: (line) => <LineName {...line} /> },
  { title: 'Day', cell: ({ date }) => (date === null ? '–' : <Day date={date} />) },
  { title: 'Amount', align: 'end', cell: (line) => <LineAmount {...line} /> },
  { title: 'Why it waits', cell: ({ words }) => <span class="tl-sub">{words}</span> },
  {
    title: 'Suggestions',
    cell: ({ line, suggestions, direction }) => (
      <div class="tl-stack">
        {direction === 'credit' &&
          suggestions.map(({ customerId, customerNumber, customerName, documentNumbers, why }) => (
            <div key={customerId}>
              <LinkButton
                isSmall
                icon="user"
                href={runLink('assign', { line, customers: String(customerNumber), invoices: documentNumbers.join('\n') })}
              >
                {`${customerNumber} ${customerName}`}
              </LinkButton>
              <div class="tl-sub">{why}</div>
            </div>
          ))}
        {suggestions.length === 0 && <span class="tl-sub">none</span>}
      </div>
    ),
  },
  {
    title: 'Decide',
    role: 'actions',
    cell: ({ line, direction, suggestions, amountMinor, currency }) => (
      <div class="tl-buttons">
        {direction === 'credit' && (
          <LinkButton isSmall icon="check" href={runLink('assign', { line })}>
            Assign
          </LinkButton>
        )}
        {direction === 'credit' && suggestions.length > 1 && amountMinor !== null && (
          <LinkButton
            isSmall
            href={runLink('assign', {
              line,
              customers: suggestions
                .map(({ customerNumber }, index) =>
                  `${customerNumber} ${index === 0 ? decimalAmount(amountMinor, currency ?? 'EUR') : ''}`.trim(),
                )
                .join('\n'),
              invoices: suggestions.flatMap(({ documentNumbers }) => documentNumbers).join('\n'),
            })}
          >
            Split
          </LinkButton>
        )}
        <LinkButton isSmall href={runLink('match', { line })}>
          Match
        </LinkButton>
        <LinkButton isSmall icon="x" href={runLink('ignore', { line })}>
          Ignore
        </LinkButton>
      </div>
    ),
  },
];

/** What could not be matched, with suggestions. */
export function queuePage({ waiting, importStore }: Pick<SepaParts, 'waiting' | 'importStore'>): AdminPage {
  return {
    path: 'queue',
    title: 'Payments to assign',
    icon: 'clock',
    render: async ({ tx, query }) => {
      const one = query.line === undefined ? undefined : await importStore.line(tx, query.line);
      const lines: readonly ImportLine[] = one?.state === 'waiting' ? [one] : await waiting.list(tx);
      return (
        <Card
          title={one === undefined ? 'What bank files tell and nobody could match' : 'To decide'}
          subtitle="Assign a transfer to a customer or to several, match a line with a collection, or leave it alone."
          isFlush
        >
          {lines.length > MOST_SHOWN && (
            <div class="card-body tl-sub">{`The oldest ${MOST_SHOWN} of ${lines.length}; the others follow when these are decided.`}</div>
          )}
          <Table
            caption="Lines of bank files that wait for a decision"
            columns={COLUMNS}
            rows={lines.slice(0, MOST_SHOWN).map(lineAnswer)}
            rowKey={({ line }) => line}
            empty={{ icon: 'check', title: 'Nothing waits', children: 'Whatever bank files have told is matched.' }}
          />
        </Card>
      );
    },
  };
}
