import type { FormTexts } from '@tapline/sdk/ui';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { attempt, type FormProblem } from '../frame/form-problem.js';
import { RouterAnswersPage, ShutPolicyPage } from './answering-view.js';
import { readShutPolicy, SHUT_POLICY_INPUTS, shutPolicyTexts } from './shut-policy-form.js';
import { attributesText, readAttributes } from './terms-form.js';

export function addAnsweringPages(routes: AdminRoutes): void {
  routes
    .get('/routers/shut-policy', ['network.write'], async (request) => {
      const policy = await request.view((tx) => request.services.answering.companyPolicy(tx));
      showPolicy(request, shutPolicyTexts(policy), undefined);
    })
    .post('/routers/shut-policy', ['network.write'], async (request) => {
      const outcome = await attempt(SHUT_POLICY_INPUTS, () =>
        request.transaction((tx) => request.services.answering.changeCompanyPolicy(tx, readShutPolicy(request.form))),
      );
      if (!outcome.isDone) return showPolicy(request, request.form, outcome.problem);
      request.goTo('/routers', 'Lines that are shut are treated so from their next login on.');
    })
    .get('/routers/:id/answers', ['network.write'], async (request) => {
      const { driverId, attributes, shutPolicy } = await request.view((tx) =>
        request.services.answering.ofRouter(tx, request.parameter('id')),
      );
      await showAnswers(request, { driverId, attributes: attributesText(attributes), ...shutPolicyTexts(shutPolicy ?? {}) }, undefined);
    })
    .post('/routers/:id/answers', ['network.write'], async (request) => {
      const { form } = request;
      const policy = readShutPolicy(form);
      const changes = {
        driverId: form.driverId ?? '',
        attributes: readAttributes(form.attributes ?? ''),
        shutPolicy: Object.keys(policy).length === 0 ? null : policy,
      };
      const outcome = await attempt(['driverId', ...SHUT_POLICY_INPUTS.map((name) => `shutPolicy.${name}`)], () =>
        request.transaction((tx) => request.services.answering.changeRouter(tx, request.parameter('id'), changes)),
      );
      if (!outcome.isDone) return showAnswers(request, form, outcome.problem);
      request.goTo(`/routers/${request.parameter('id')}`, 'It is answered so from the next login on.');
    });
}

function showPolicy(request: AdminRequest, texts: FormTexts, problem: FormProblem | undefined): void {
  request.show('When a line is shut', <ShutPolicyPage texts={texts} problem={problem} />, problem ? { status: 422 } : {});
}

async function showAnswers(request: AdminRequest, texts: FormTexts, problem: FormProblem | undefined): Promise<void> {
  const [router, company] = await request.view(async (tx) => [
    await request.services.routers.get(tx, request.parameter('id')),
    await request.services.answering.companyPolicy(tx),
  ]);
  const errors = Object.fromEntries(Object.entries(problem?.errors ?? {}).map(([name, text]) => [name.replace(/^shutPolicy\./, ''), text]));
  const drivers = request.services.answering.drivers();
  const shown = problem && { ...problem, errors };
  const page = <RouterAnswersPage router={router} drivers={drivers} company={company} texts={texts} problem={shown} />;
  request.show(`How ${router.name} is answered`, page, problem ? { status: 422 } : {});
}
