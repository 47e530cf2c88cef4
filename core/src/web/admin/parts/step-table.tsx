import { Badge, type Column, Table, type Tone } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { TestStep } from '../../../radius/diagnosis/test-step.js';
import { asSentence } from '../frame/form-problem.js';

const VERDICTS: Readonly<Record<TestStep['verdict'], { readonly title: string; readonly tone: Tone }>> = {
  ok: { title: 'OK', tone: 'good' },
  info: { title: 'Note', tone: 'neutral' },
  warning: { title: 'Look', tone: 'warning' },
  fault: { title: 'Fault', tone: 'bad' },
};

const COLUMNS: readonly Column<TestStep>[] = [
  {
    title: 'Verdict',
    isNarrow: true,
    cell: ({ verdict }) => <Badge tone={VERDICTS[verdict].tone}>{VERDICTS[verdict].title}</Badge>,
  },
  { title: 'Step', role: 'primary', isNarrow: true, cell: ({ title }) => <span class="tl-name">{title}</span> },
  {
    title: 'Found',
    cell: ({ found, cure, details }) => (
      <div>
        {asSentence(found)}
        {details.length > 0 && <pre class="tl-code mt-2">{details.join('\n')}</pre>}
        {cure !== '' && (
          <div class="mt-1">
            <strong>What to do:</strong> {asSentence(cure)}
          </div>
        )}
      </div>
    ),
  },
];

/** What a test has found, step by step, with the cure of each fault. */
export function StepTable({ steps }: { readonly steps: readonly TestStep[] }): JSX.Element {
  return (
    <Table
      caption="Steps of the test"
      columns={COLUMNS}
      rows={steps}
      rowKey={({ title, found }) => `${title} ${found}`}
      empty={{ title: 'No steps' }}
    />
  );
}
