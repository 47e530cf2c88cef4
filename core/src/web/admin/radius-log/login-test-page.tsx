import { type FormTexts, formTexts, readForm } from '@tapline/sdk/ui';
import { LOGIN_TEST_SCHEMA, type NewLoginTest } from '../../../radius/diagnosis/login-test-schema.js';
import type { LoginTest } from '../../../radius/diagnosis/test-step.js';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { attempt, type FormProblem } from '../frame/form-problem.js';
import { LoginTestView } from './login-test-view.js';

const PATH = '/radius-log/test';
const INPUTS = ['login', 'method', 'password', 'macAddress', 'circuitId', 'remoteId'];

export function addLoginTestPages(routes: AdminRoutes): void {
  routes
    .get(PATH, ['radius.read'], (request) => {
      const { login } = request.query;
      show(request, formTexts(LOGIN_TEST_SCHEMA, login === undefined ? {} : { login }, request.services.company), {});
    })
    .post(PATH, ['radius.read'], async (request) => {
      const { values, errors } = readForm(LOGIN_TEST_SCHEMA, request.form, request.services.company);
      if (Object.keys(errors).length > 0) return show(request, request.form, { problem: { errors } });
      const { loginTester } = request.services;
      const outcome = await attempt(INPUTS, () =>
        loginTester.run(request.principal.actor, withoutEmpty(values) as unknown as NewLoginTest),
      );
      if (!outcome.isDone) return show(request, request.form, { problem: outcome.problem });
      show(request, { ...request.form, password: '' }, { result: outcome.value });
    });
}

/** What was left empty is not tried. */
function withoutEmpty(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '' && value !== null && value !== undefined));
}

function show(
  request: AdminRequest,
  texts: FormTexts,
  { result, problem }: { readonly result?: LoginTest; readonly problem?: FormProblem },
): void {
  request.show(
    'Test a login',
    <LoginTestView path={PATH} texts={texts} result={result} problem={problem} />,
    problem ? { status: 422 } : {},
  );
}
