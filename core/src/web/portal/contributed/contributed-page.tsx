import { type PortalPage as Contributed, localized, notFound, portalPayLink, type Transaction } from '@tapline/sdk';
import { Alert } from '@tapline/sdk/ui';
import { PortalPage } from '../frame/portal-page.js';
import { tryFor } from '../frame/portal-problem.js';
import type { PortalRequest } from '../frame/portal-request.js';
import type { PortalRoutes } from '../frame/portal-routes.js';

const PATH = '/portal/more/:addon/*path';

/** Pages of add-ons, in the frame of the portal. They are given the customer who is signed in. */
export function addContributedPages(routes: PortalRoutes): void {
  routes.get(PATH, (request) => show(request, pageOf(request), undefined)).post(PATH, submit);
}

async function submit(request: PortalRequest): Promise<void> {
  const page = pageOf(request);
  if (!page.submit) throw unknown(request);
  let message = '';
  let payDocumentId: string | undefined;
  const problem = await tryFor(request.t, async () => {
    const submitted = await request.transaction(async (tx) => page.submit?.({ ...viewOf(request, tx), form: request.form }));
    if (submitted) message = localized(submitted.message, request.language);
    payDocumentId = submitted?.payDocumentId;
  });
  if (problem) await show(request, page, problem.text);
  else request.goTo(payDocumentId !== undefined && takesPayments(request) ? portalPayLink(payDocumentId) : request.ctx.path, message);
}

async function show(request: PortalRequest, page: Contributed, problem: string | undefined): Promise<void> {
  const content = await request.view((tx) => page.render({ ...viewOf(request, tx), query: request.query }));
  const title = localized(page.title, request.language);
  request.show(
    title,
    <PortalPage title={title}>
      {problem !== undefined && <Alert tone="bad" title={problem} />}
      {content}
    </PortalPage>,
    { status: problem === undefined ? 200 : 422 },
  );
}

function takesPayments({ services }: PortalRequest): boolean {
  return services.checkout.choices(0).length > 0;
}

function viewOf({ customer, language }: PortalRequest, tx: Transaction) {
  return { tx, customer, language };
}

function pageOf(request: PortalRequest): Contributed {
  const page = request.services.contributions.portalPage(request.parameter('addon'), request.parameter('path'));
  if (!page) throw unknown(request);
  return page;
}

function unknown({ ctx }: PortalRequest): Error {
  return notFound('PAGE_UNKNOWN', `there is nothing at ${ctx.path}`);
}
