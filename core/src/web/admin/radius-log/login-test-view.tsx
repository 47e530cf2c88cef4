import { Badge, Card, type Column, type FormTexts, SchemaForm, SubmitButton, Table, type Tone } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { LOGIN_TEST_SCHEMA } from '../../../radius/diagnosis/login-test-schema.js';
import type { LoginTest, TestStep } from '../../../radius/diagnosis/test-step.js';
import { asSentence, type FormProblem } from '../frame/form-problem.js';
import { Page } from '../frame/page.js';
import { ProblemAlert } from '../parts/form-frame.js';

const VERDICTS: Readonly<Record<TestStep['verdict'], { readonly title: string; readonly tone: Tone }>> = {
  ok: { title: 'OK', tone: 'good' },
  info: { title: 'Note', tone: 'neutral' },
  warning: { title: 'Look', tone: 'warning' },
  fault: { title: 'Fault', tone: 'bad' },
};

const SUMMARIES: Readonly<Record<TestStep['verdict'], string>> = {
  ok: 'Nothing is wrong.',
  info: 'Nothing is wrong.',
  warning: 'The login works; there is something to look at.',
  fault: 'Something is wrong; each fault has its cure beside it.',
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
      <>
        {asSentence(found)}
        {details.length > 0 && <pre class="tl-code mt-2">{details.join('\n')}</pre>}
        {cure !== '' && (
          <div class="mt-1">
            <strong>What to do:</strong> {asSentence(cure)}
          </div>
        )}
      </>
    ),
  },
];

export interface LoginTestViewProps {
  readonly path: string;
  readonly texts: FormTexts;
  readonly result: LoginTest | undefined;
  readonly problem: FormProblem | undefined;
}

export function LoginTestView({ path, texts, result, problem }: LoginTestViewProps): JSX.Element {
  return (
    <Page
      title="Test a login"
      parent={{ href: '/radius-log', title: 'RADIUS log' }}
      subtitle="Plays a router against the live server, and says step by step what is found and what to do"
    >
      <form class="tl-form" method="post" action={path}>
        <ProblemAlert problem={problem} />
        <Card footer={<SubmitButton icon="tool">Test</SubmitButton>}>
          <SchemaForm schema={LOGIN_TEST_SCHEMA} texts={texts} errors={problem?.errors ?? {}} />
        </Card>
      </form>
      {result && (
        <Card title={`The login ${result.login}`} subtitle={SUMMARIES[result.verdict]} isFlush class="mt-3">
          <Table
            caption="Steps of the test"
            columns={COLUMNS}
            rows={result.steps}
            rowKey={({ title, found }) => `${title} ${found}`}
            empty={{ title: 'No steps' }}
          />
        </Card>
      )}
    </Page>
  );
}
