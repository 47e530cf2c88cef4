import { type ChangeOutlook, type Plan, refused, type ServiceWithPlan, type Transaction } from '@tapline/sdk';
import type { ChangePreview } from '../../../billing/bills/change-preview.js';
import { changeOutlookOf } from '../../../billing/change-outlook.js';
import { type PortalProblem, tryFor } from '../frame/portal-problem.js';
import type { PortalRequest } from '../frame/portal-request.js';
import type { PortalRoutes } from '../frame/portal-routes.js';
import { PlanChange } from './plan-change-view.js';
import { ownLine, planChoices } from './plan-choices.js';

interface Model {
  readonly service: ServiceWithPlan;
  readonly plans: readonly Plan[];
  /** The chosen one, with what switching to it costs today. */
  readonly chosen: { readonly plan: Plan; readonly preview: ChangePreview; readonly outlook: ChangeOutlook | undefined } | undefined;
}

/** Switching a line to another plan: chosen, shown with what it costs, and then done. What is done is what was shown, or it is shown anew. */
export function addPlanChangePages(routes: PortalRoutes): void {
  const path = '/portal/services/:service/plan';
  routes
    .get(path, async (request) => {
      const { plan } = request.query;
      show(request, await request.view((tx) => modelOf(request, tx, plan)), undefined);
    })
    .post(path, change);
}

async function change(request: PortalRequest): Promise<void> {
  const { plan: planId = '', total = '' } = request.form;
  const problem = await tryFor(request.t, () =>
    request.transaction(async (tx) => {
      await request.services.customers.lock(tx, request.customer.id);
      const { service, chosen } = await modelOf(request, tx, planId);
      // Pressed twice: it is done.
      if (service.planId === planId) return;
      if (!chosen) throw refused('PORTAL_PLAN_NOT_OFFERED', 'this plan cannot be chosen now');
      if (String(chosen.preview.totalMinor) !== total) throw refused('PORTAL_PREVIEW_OLD', 'the price has changed since; look again');
      await request.services.services.change(tx, service.id, { planId });
    }),
  );
  if (problem) return show(request, await request.view((tx) => modelOf(request, tx, planId)), problem);
  request.goTo('/portal/services', request.t('plan.done'));
}

async function modelOf(request: PortalRequest, tx: Transaction, planId: string | undefined): Promise<Model> {
  const line = await ownLine(request, tx, request.parameter('service'));
  const plans = await planChoices(request, tx, line);
  const plan = plans.find(({ id }) => id === planId);
  if (!plan) return { service: line.service, plans, chosen: undefined };
  const preview = await request.services.changePreviewer.preview(tx, line.service.id, { planId: plan.id });
  const changed = { ...line.service, planId: plan.id, plan };
  const outlook = await changeOutlookOf(request.services, tx, request.customer, changed);
  return { service: line.service, plans, chosen: { plan, preview, outlook } };
}

function show(request: PortalRequest, model: Model, problem: PortalProblem | undefined): void {
  const page = <PlanChange {...model} problem={problem} />;
  request.show(request.t('plan.title'), page, { status: problem ? 422 : 200 });
}
