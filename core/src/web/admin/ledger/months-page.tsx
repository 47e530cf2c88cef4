import type { ClosedMonth } from '../../../ledger/closing/closed-month.js';
import type { NextMonth } from '../../../ledger/closing/month-closing-service.js';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { attempt, type FormProblem } from '../frame/form-problem.js';
import { MonthsView } from './months-view.js';

const PATH = '/ledger/months';

export interface MonthsModel {
  /** The latest first. */
  readonly closed: readonly ClosedMonth[];
  readonly next: NextMonth | undefined;
  readonly mayClose: boolean;
  readonly problem: FormProblem | undefined;
}

/** The months of the ledger: what is closed, what can be closed next. */
export function addMonthsPage(routes: AdminRoutes): void {
  routes
    .get(PATH, ['ledger.close', 'customers.read'], (request) => show(request, undefined))
    .post(`${PATH}/:month/close`, ['ledger.close'], async (request) => {
      const month = request.parameter('month');
      const outcome = await attempt([], () => request.transaction((tx) => request.services.monthClosing.close(tx, month)));
      if (outcome.isDone) request.goTo(PATH, `${month} is closed: nothing more is dated into it.`);
      else await show(request, outcome.problem);
    })
    .post(`${PATH}/:month/reopen`, ['ledger.close'], async (request) => {
      const month = request.parameter('month');
      const reason = (request.form.reason ?? '').trim().slice(0, 300);
      const outcome = await attempt(['reason'], () => request.transaction((tx) => request.services.monthClosing.reopen(tx, month, reason)));
      if (outcome.isDone) request.goTo(PATH, `${month} is open again.`);
      else await show(request, outcome.problem);
    });
}

async function show(request: AdminRequest, problem: FormProblem | undefined): Promise<void> {
  const { monthClosing } = request.services;
  const model = await request.view(async (tx): Promise<MonthsModel> => {
    const closed = await monthClosing.list(tx);
    return { closed, next: await monthClosing.next(tx), mayClose: request.may('ledger.close'), problem };
  });
  request.show('Closing months', <MonthsView model={model} />, problem ? { status: 422 } : {});
}
