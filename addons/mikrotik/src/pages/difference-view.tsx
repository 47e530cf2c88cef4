import { Alert, Badge, Card, type Column, Table, type Tone } from '@tapline/sdk/ui';
import type { DifferenceSummary } from '../connections/connection-store.js';
import { counted } from './router-words.js';

export interface ShownChange {
  readonly kind: 'add' | 'change' | 'remove';
  readonly menu: string;
  readonly login: string;
  readonly words: string;
}

interface DifferenceViewProps {
  readonly router: string;
  readonly summary: DifferenceSummary;
  readonly changes: readonly ShownChange[];
}

const KINDS: Readonly<Record<ShownChange['kind'], { readonly title: string; readonly tone: Tone }>> = {
  add: { title: 'Add', tone: 'good' },
  change: { title: 'Change', tone: 'info' },
  remove: { title: 'Remove', tone: 'warning' },
};

const COLUMNS: readonly Column<ShownChange>[] = [
  { title: 'Line', role: 'primary', cell: ({ login }) => <span class="tl-name">{login || 'gone'}</span> },
  { title: '', cell: ({ kind }) => <Badge tone={KINDS[kind].tone}>{KINDS[kind].title}</Badge> },
  {
    title: 'Object',
    cell: ({ menu, words }) => (
      <div>
        <code>{menu}</code>
        <div class="tl-sub text-break">{words}</div>
      </div>
    ),
  },
];

export function DifferenceView({ router, summary, changes }: DifferenceViewProps) {
  const { toAdd, toChange, toRemove, isApplied, failures } = summary;
  const total = toAdd + toChange + toRemove;
  return (
    <>
      {failures.length > 0 && (
        <Alert tone="bad" title="The router refused some of it">
          {failures.map((failure) => (
            <div key={failure}>{failure}</div>
          ))}
        </Alert>
      )}
      <Card title={router} subtitle={wordsOf(summary)} isFlush>
        <Table
          caption="What differs"
          columns={COLUMNS}
          rows={changes}
          rowKey={({ menu, login, kind, words }) => `${menu} ${login} ${kind} ${words}`}
          empty={{ icon: 'circle-check', title: 'Every line is on the router as it should be' }}
        />
      </Card>
      {total > changes.length && <p class="tl-sub">{`${total - changes.length} more are not shown.`}</p>}
      {isApplied && total === 0 && <p class="tl-sub">There was nothing to do.</p>}
    </>
  );
}

export function wordsOf({ toAdd, toChange, toRemove, isApplied, left = 0, lines }: DifferenceSummary): string {
  const all = counted(lines, 'line');
  if (toAdd + toChange + toRemove === 0) return `${all}, nothing differs`;
  const counts = `${toAdd} to add, ${toChange} to change, ${toRemove} to remove`;
  if (!isApplied) return `${all}; ${counts}`;
  return `${all}; ${counts}: ${left === 0 ? 'applied' : `applied but ${left}, which the next pass does where the connection applies`}`;
}
