import type { Router, Service } from '@tapline/sdk';
import { Alert, Badge, Card, type FormTexts, SelectField, SubmitButton } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { PreviewedAnswer } from '../../../radius/answers/answer-preview.js';
import { asSentence, type FormProblem } from '../frame/form-problem.js';
import { Page } from '../frame/page.js';
import { FormFrame } from '../parts/form-frame.js';
import { TermsFields } from './terms-fields.js';

interface AnswerPageProps {
  readonly service: Service;
  readonly customer: { readonly name: string; readonly href: string };
  readonly answer: PreviewedAnswer;
  readonly routers: readonly Router[];
  readonly texts: FormTexts;
  readonly problem: FormProblem | undefined;
  readonly canWrite: boolean;
}

const VERDICTS = {
  accept: { tone: 'good', title: 'Accepted' },
  'walled-garden': { tone: 'warning', title: 'Into the walled garden' },
  reject: { tone: 'bad', title: 'Refused' },
} as const;

/** What a router is told of a line, and what may be told besides. */
export function AnswerPage({ service, customer, answer, routers, texts, problem, canWrite }: AnswerPageProps): JSX.Element {
  return (
    <Page
      title={`What routers are told of ${service.login}`}
      subtitle="When it logs in now, with the right password and device"
      parent={{ href: customer.href, title: customer.name }}
    >
      <div class="tl-grid">
        <div class="tl-span-6">
          <Told service={service} answer={answer} routers={routers} />
        </div>
        {canWrite && (
          <div class="tl-span-6">
            <FormFrame title="Told besides" action={`/services/${service.id}/answer`} submit="Save" problem={problem}>
              <div class="tl-fields">
                <TermsFields texts={texts} errors={problem?.errors ?? {}} />
              </div>
            </FormFrame>
          </div>
        )}
      </div>
    </Page>
  );
}

function Told({ service, answer, routers }: Pick<AnswerPageProps, 'service' | 'answer' | 'routers'>): JSX.Element {
  const { tone, title } = VERDICTS[answer.verdict];
  return (
    <Card title={answer.router?.name ?? 'A router'} subtitle={`Answered as ${answer.driver}`} actions={<Badge tone={tone}>{title}</Badge>}>
      {routers.length > 1 && (
        <form class="tl-fields mb-3" method="get" action={`/services/${service.id}/answer`}>
          <SelectField
            name="router"
            label="Router"
            value={answer.router?.id}
            choices={routers.map(({ id, name }) => ({ value: id, title: name }))}
            isRequired
          />
          <div>
            <SubmitButton look="plain" isSmall>
              Show
            </SubmitButton>
          </div>
        </form>
      )}
      {answer.reason !== '' && <p>{asSentence(answer.reason)}</p>}
      {answer.leftOut.length > 0 && (
        <Alert tone="warning" title={`Left out, since it cannot carry its value: ${answer.leftOut.join(', ')}`} />
      )}
      {answer.attributes.length > 0 && (
        <pre class="tl-code mb-0">{answer.attributes.map(([name, value]) => `${name} = ${value}`).join('\n')}</pre>
      )}
      {answer.isLeasedPerSession && <p class="text-secondary mt-3 mb-0">Besides, the addresses that are leased for the session.</p>}
    </Card>
  );
}
