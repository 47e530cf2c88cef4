import { Card, DescriptionList, type FormErrors, SubmitButton, TextField } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { ALL_PERMISSIONS, PERMISSIONS, type Principal } from '../../../accounts/permissions.js';
import type { AdminRequest } from '../frame/admin-request.js';
import { type AdminRoutes, PASSWORD_PATH } from '../frame/admin-routes.js';
import { attempt, type FormProblem } from '../frame/form-problem.js';
import { Page } from '../frame/page.js';
import { ProblemAlert } from '../parts/form-frame.js';

const PASSWORD_INPUTS = ['current', 'next', 'repeated'];

export function addMyAccountPages(routes: AdminRoutes): void {
  routes
    .get('/account', [], (request) => showAccount(request, undefined))
    .get(PASSWORD_PATH, [], (request) => {
      if (request.principal.mustChangePassword) showFirstPassword(request, undefined);
      else request.goTo('/account');
    })
    .post(PASSWORD_PATH, [], changePassword);
}

async function changePassword(request: AdminRequest): Promise<void> {
  const isFirst = request.principal.mustChangePassword;
  const { current = '', next = '', repeated = '' } = request.form;
  if (next !== repeated) {
    answer({ errors: { repeated: 'This is not the same as the new password.' } });
    return;
  }
  const { sessionToken } = request.ctx.state;
  const outcome = await attempt(PASSWORD_INPUTS, () =>
    request.transaction((tx) =>
      request.services.accounts.changePassword(tx, request.principal.actor.id, {
        current,
        next,
        ...(sessionToken === undefined ? {} : { keepSessionToken: sessionToken }),
      }),
    ),
  );
  if (outcome.isDone) request.goTo(isFirst ? '/' : '/account', 'Your password is changed; your other sessions have ended.');
  else answer(outcome.problem);

  function answer(problem: FormProblem): void {
    if (isFirst) showFirstPassword(request, problem);
    else showAccount(request, problem);
  }
}

function showAccount(request: AdminRequest, problem: FormProblem | undefined): void {
  request.show('My account', <MyAccount principal={request.principal} problem={problem} />, problem ? { status: 422 } : {});
}

function showFirstPassword(request: AdminRequest, problem: FormProblem | undefined): void {
  request.showCentred(
    'Choose your password',
    <>
      <h1>Choose your password</h1>
      <p class="text-secondary">The password you signed in with was for one time only. Choose your own to go on.</p>
      <PasswordForm submit="Set the password and go on" problem={problem} />
    </>,
    problem ? { status: 422 } : {},
  );
}

function MyAccount({ principal, problem }: { readonly principal: Principal; readonly problem: FormProblem | undefined }): JSX.Element {
  const isAllMighty = principal.permissions.includes(ALL_PERMISSIONS);
  return (
    <Page title="My account">
      <div class="tl-grid">
        <div class="tl-span-6 tl-stack">
          <Card title="Who I am">
            <DescriptionList items={[{ term: 'Name', value: principal.actor.name }]} />
          </Card>
          <Card title="What I may do">
            {isAllMighty ? (
              <p class="m-0">Everything.</p>
            ) : (
              <ul class="m-0 ps-3">
                {Object.entries(PERMISSIONS).map(
                  ([permission, words]) => principal.permissions.includes(permission) && <li key={permission}>{words}</li>,
                )}
              </ul>
            )}
          </Card>
        </div>
        <Card title="Change my password" class="tl-span-6">
          <PasswordForm submit="Change the password" problem={problem} />
        </Card>
      </div>
    </Page>
  );
}

function PasswordForm({ submit, problem }: { readonly submit: string; readonly problem: FormProblem | undefined }): JSX.Element {
  const errors: FormErrors = problem?.errors ?? {};
  return (
    <form method="post" action={PASSWORD_PATH} class="tl-fields">
      {problem?.message !== undefined && <ProblemAlert problem={problem} />}
      <TextField
        name="current"
        label="Current password"
        type="password"
        autocomplete="current-password"
        isRequired
        error={errors.current}
      />
      <TextField
        name="next"
        label="New password"
        type="password"
        autocomplete="new-password"
        isRequired
        minLength={10}
        maxLength={200}
        hint="10 characters or more; a sentence is good."
        error={errors.next}
      />
      <TextField
        name="repeated"
        label="New password again"
        type="password"
        autocomplete="new-password"
        isRequired
        error={errors.repeated}
      />
      <div class="tl-buttons">
        <SubmitButton>{submit}</SubmitButton>
      </div>
    </form>
  );
}
