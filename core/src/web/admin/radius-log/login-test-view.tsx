import { Card, type FormTexts, SchemaForm, SubmitButton } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { LOGIN_TEST_SCHEMA } from '../../../radius/diagnosis/login-test-schema.js';
import type { LoginTest, TestStep } from '../../../radius/diagnosis/test-step.js';
import type { FormProblem } from '../frame/form-problem.js';
import { Page } from '../frame/page.js';
import { ProblemAlert } from '../parts/form-frame.js';
import { StepTable } from '../parts/step-table.js';

const SUMMARIES: Readonly<Record<TestStep['verdict'], string>> = {
  ok: 'Nothing is wrong.',
  info: 'Nothing is wrong.',
  warning: 'The login works; there is something to look at.',
  fault: 'Something is wrong; each fault has its cure beside it.',
};

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
          <StepTable steps={result.steps} />
        </Card>
      )}
    </Page>
  );
}
