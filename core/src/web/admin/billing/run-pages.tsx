import { parseLocalDate } from '@tapline/sdk';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { attempt } from '../frame/form-problem.js';
import { RunList } from './run-list-view.js';
import { RunView } from './run-view.js';

const RUNS = 30;
const LINES = 50;
const READERS = ['billing.run', 'customers.read'] as const;

export function addBillingRunPages(routes: AdminRoutes): void {
  routes
    .get('/billing', READERS, (request) => showList(request, undefined))
    .post('/billing', ['billing.run'], async (request) => {
      const outcome = await attempt(['through'], () => request.transaction((tx) => start(request, tx)));
      if (!outcome.isDone) return showList(request, outcome.problem.message ?? Object.values(outcome.problem.errors)[0]);
      request.services.billingRuns.workSoon();
      request.goTo(`/billing/${outcome.value.id}`);
    })
    .get('/billing/:id', READERS, async (request) => {
      const { summary, lines } = await load(request);
      const view = <RunView summary={summary} lines={lines} page={request.page} pageSize={LINES} canRun={request.may('billing.run')} />;
      if (request.wantsOnly('billing-run')) request.showFragment(view);
      else request.show(`Billing run of ${summary.run.through}`, view);
    })
    .post('/billing/:id/confirm', ['billing.run'], async (request) => {
      const id = request.parameter('id');
      const force = request.form.force === 'yes';
      const outcome = await attempt([], () => request.transaction((tx) => request.services.billingRuns.confirm(tx, id, { force })));
      request.services.billingRuns.workSoon();
      if (outcome.isDone) request.goTo(`/billing/${id}`);
      else request.goTo(`/billing/${id}`, { tone: 'bad', text: outcome.problem.message ?? 'It could not be confirmed.' });
    })
    .post('/billing/:id/discard', ['billing.run'], async (request) => {
      const outcome = await attempt([], () =>
        request.transaction((tx) => request.services.billingRuns.discard(tx, request.parameter('id'))),
      );
      const problem = outcome.isDone ? undefined : outcome.problem.message;
      request.goTo('/billing', problem === undefined ? 'The run is discarded; nothing was issued.' : { tone: 'bad', text: problem });
    });
}

function start(request: AdminRequest, tx: Parameters<Parameters<AdminRequest['transaction']>[0]>[0]) {
  const { through = '' } = request.form;
  return request.services.billingRuns.start(tx, through === '' ? undefined : parseLocalDate(through, 'through'));
}

async function showList(request: AdminRequest, problem: string | undefined): Promise<void> {
  const runs = await request.view((tx) => request.services.billingRuns.list(tx, RUNS));
  const today = request.services.company.today();
  const view = <RunList runs={runs} today={today} problem={problem} canRun={request.may('billing.run')} />;
  request.show('Billing', view, problem === undefined ? {} : { status: 422 });
}

function load(request: AdminRequest) {
  const { billingRuns } = request.services;
  return request.view(async (tx) => {
    const id = request.parameter('id');
    const summary = await billingRuns.summary(tx, id);
    return { summary, lines: await billingRuns.lines(tx, id, { limit: LINES, offset: (request.page - 1) * LINES }) };
  });
}
