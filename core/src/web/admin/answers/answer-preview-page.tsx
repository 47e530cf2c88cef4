import type { FormTexts } from '@tapline/sdk/ui';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { attempt, type FormProblem } from '../frame/form-problem.js';
import { customerHref } from '../parts/hrefs.js';
import { AnswerPage } from './answer-preview-view.js';
import { readTerms, TERMS_INPUTS, termsTexts } from './terms-form.js';

export function addAnswerPreviewPage(routes: AdminRoutes): void {
  routes
    .get('/services/:id/answer', ['customers.read'], (request) => show(request, undefined, undefined))
    .post('/services/:id/answer', ['customers.write'], async (request) => {
      const id = request.parameter('id');
      const outcome = await attempt(TERMS_INPUTS, () =>
        request.transaction((tx) => request.services.services.change(tx, id, { reply: readTerms(request.form) })),
      );
      if (!outcome.isDone) return show(request, request.form, outcome.problem);
      request.goTo(`/services/${id}/answer`, 'Routers are told so from the next login on, and who is online at once where the router can.');
    });
}

async function show(request: AdminRequest, texts: FormTexts | undefined, problem: FormProblem | undefined): Promise<void> {
  const id = request.parameter('id');
  const { services, answerPreview, routers, customers } = request.services;
  const wanted = request.query.router || undefined;
  const page = await request.view(async (tx) => {
    const service = await services.get(tx, id);
    const customer = await customers.get(tx, service.customerId);
    const answer = await answerPreview.of(tx, id, wanted);
    return (
      <AnswerPage
        service={service}
        customer={{ name: customer.name, href: customerHref(customer) }}
        answer={answer}
        routers={await routers.list(tx)}
        texts={texts ?? termsTexts(service.reply)}
        problem={problem}
        canWrite={request.may('customers.write')}
      />
    );
  });
  request.show('What routers are told', page, problem ? { status: 422 } : {});
}
