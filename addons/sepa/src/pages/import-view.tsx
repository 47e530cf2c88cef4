import { decimalAmount } from '@tapline/sdk';
import { Alert, Badge, Card, type Column, Day, DescriptionList, LinkButton, Money, Table, useUiSettings } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { formatIban } from '../banking/iban.js';
import { pageLink, runLink } from '../operations/inputs.js';
import type { ImportAnswer, LineAnswer } from './import-answer.js';
import { IMPORT_STATES, LINE_ACTIONS, LINE_STATES } from './state-words.js';

const MOST_SHOWN = 500;

const COLUMNS: readonly Column<LineAnswer>[] = [
  {
    title: 'Payment',
    role: 'primary',
    cell: (line) => <LineName {...line} />,
  },
  {
    title: 'Amount',
    align: 'end',
    cell: (line) => (
      <div>
        <LineAmount {...line} />
        <div class="tl-sub">{line.date !== null && <Day date={line.date} />}</div>
      </div>
    ),
  },
  {
    title: 'What is done',
    cell: ({ state, does, words, decidedBy }) => {
      const { tone, title } = (state === 'planned' ? LINE_ACTIONS[does] : undefined) ?? LINE_STATES[state];
      return (
        <div>
          <Badge tone={tone}>{title}</Badge>
          <div class="tl-sub">{decidedBy === null ? words : `${words}, by ${decidedBy}`}</div>
        </div>
      );
    },
  },
  {
    title: 'Change',
    role: 'actions',
    cell: ({ line, state }) => {
      if (state === 'waiting') {
        return (
          <LinkButton isSmall href={pageLink('queue', { line })}>
            Decide
          </LinkButton>
        );
      }
      if (state !== 'booked' && state !== 'ignored') return null;
      return (
        <LinkButton isSmall icon="rotate-clockwise" href={runLink('take-back-line', { line })}>
          Take back
        </LinkButton>
      );
    },
  },
];

/** An import: what is odd, what it books, and what can be done with it. */
export function ImportView({ answer }: { readonly answer: ImportAnswer }): JSX.Element {
  const { import: id, state, warnings, otherAccounts, lines, counts, fileName, formats, undoneReason } = answer;
  const summary = Object.entries(counts).map(([name, count]) => {
    const planned = state === 'preview' ? { booked: 'to book', waiting: 'to decide' }[name] : undefined;
    return `${count} ${planned ?? LINE_STATES[name as LineAnswer['state']].title.toLowerCase()}`;
  });
  return (
    <Card
      title={fileName}
      subtitle={[formats.join(', '), ...summary].filter((part) => part !== '').join(' · ')}
      isFlush
      actions={
        <>
          {state === 'preview' && (
            <LinkButton isPrimary icon="check" href={runLink('book-import', { import: id })}>
              Book it
            </LinkButton>
          )}
          {(state === 'booked' || state === 'booking' || state === 'undoing') && (
            <LinkButton icon="rotate-clockwise" href={runLink('undo-import', { import: id })}>
              {state === 'undoing' ? 'Go on undoing' : 'Undo'}
            </LinkButton>
          )}
        </>
      }
    >
      <div class="card-body tl-stack">
        <div>
          <Badge tone={IMPORT_STATES[state].tone}>{IMPORT_STATES[state].title}</Badge> {undoneReason}
        </div>
        {otherAccounts.length > 0 && (
          <Alert tone="bad" title="This file is of another account">
            {otherAccounts.map(formatIban).join(', ')} stands in no bank profile. Look whether it is the right file: nothing of it is booked
            unless you say that it is meant.
          </Alert>
        )}
        {warnings.length > 0 && (
          <Alert tone="warning" title={warnings.length === 1 ? 'One thing is odd' : `${warnings.length} things are odd`}>
            <ul class="m-0">
              {warnings.slice(0, 20).map((warning) => (
                <li key={warning}>{warning}</li>
              ))}
            </ul>
          </Alert>
        )}
        {lines.length > MOST_SHOWN && <div class="tl-sub">{`The first ${MOST_SHOWN} of ${lines.length} lines:`}</div>}
      </div>
      <Table
        caption="What the file says, line by line"
        columns={COLUMNS}
        rows={lines.slice(0, MOST_SHOWN)}
        rowKey={({ line }) => line}
        empty={{ icon: 'file', title: 'No payments', children: 'The statement has no entries.' }}
      />
    </Card>
  );
}

export function LineName({ payer, payerIban, text, endToEndId }: LineAnswer): JSX.Element {
  return (
    <div>
      <div>{payer ?? endToEndId ?? 'Without a name'}</div>
      <div class="tl-sub text-break">{text}</div>
      {payerIban !== null && <div class="tl-sub">{formatIban(payerIban)}</div>}
    </div>
  );
}

export function LineAmount({ amountMinor, currency, direction }: LineAnswer): JSX.Element {
  const ui = useUiSettings();
  if (amountMinor === null) return <>–</>;
  const signed = direction === 'debit' ? -amountMinor : amountMinor;
  if (currency === ui.currency) return <Money amountMinor={signed} isChange={direction !== null} />;
  return <span class="tl-number">{`${decimalAmount(signed, currency ?? ui.currency)} ${currency ?? ''}`}</span>;
}

/** One line by itself, beside a form that is about it. */
export function OneLine({ line }: { readonly line: LineAnswer }): JSX.Element {
  const { state, words, date, decidedBy, endToEndId } = line;
  return (
    <Card title="The line">
      <DescriptionList
        items={[
          { term: 'Payment', value: <LineName {...line} /> },
          { term: 'Amount', value: <LineAmount {...line} /> },
          { term: 'Day', value: date === null ? '–' : <Day date={date} /> },
          ...(endToEndId === null ? [] : [{ term: 'End-to-end id', value: endToEndId }]),
          {
            term: 'How it stands',
            value: (
              <>
                <Badge tone={LINE_STATES[state].tone}>{LINE_STATES[state].title}</Badge>{' '}
                {decidedBy === null ? words : `${words}, by ${decidedBy}`}
              </>
            ),
          },
        ]}
      />
    </Card>
  );
}
