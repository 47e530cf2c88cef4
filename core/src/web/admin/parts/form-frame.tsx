import { Alert, Card, LinkButton, SubmitButton } from '@tapline/sdk/ui';
import type { ComponentChildren, JSX } from 'preact';
import type { FormProblem } from '../frame/form-problem.js';

export interface FormFrameProps {
  readonly action: string;
  readonly submit: string;
  readonly cancelHref?: string;
  readonly problem?: FormProblem | undefined;
  readonly title?: string;
  readonly children?: ComponentChildren;
}

/** A form in a card: what is wrong above, the inputs, the buttons below. */
export function FormFrame({ action, submit, cancelHref, problem, title, children }: FormFrameProps): JSX.Element {
  return (
    <form class="tl-form" method="post" action={action}>
      <ProblemAlert problem={problem} />
      <Card
        {...(title === undefined ? {} : { title })}
        footer={
          <div class="tl-buttons">
            <SubmitButton>{submit}</SubmitButton>
            {cancelHref !== undefined && <LinkButton href={cancelHref}>Cancel</LinkButton>}
          </div>
        }
      >
        {children}
      </Card>
    </form>
  );
}

export function ProblemAlert({ problem }: { readonly problem?: FormProblem | undefined }): JSX.Element | null {
  if (!problem) return null;
  if (problem.message !== undefined) return <Alert tone="bad" title={problem.message} />;
  const count = Object.keys(problem.errors).length;
  return <Alert tone="bad" title={count === 1 ? 'One field needs a look.' : `${count} fields need a look.`} />;
}
