import type { NewPlan, Plan, PlanChanges } from '@tapline/sdk';
import { decimalAmount, parseAmount, TaplineError } from '@tapline/sdk';
import type { FormTexts } from '@tapline/sdk/ui';
import { USUAL_SALE } from '../../../plans/plan-sale.js';
import { readShaping, SHAPING_INPUTS, shapingTexts } from '../answers/shaping-form.js';
import { readTerms, TERMS_INPUTS, termsTexts } from '../answers/terms-form.js';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { asSentence, attempt, type FormProblem } from '../frame/form-problem.js';
import { readSections, sectionInputs, sectionsOf, sectionTexts } from './plan-sections-form.js';
import { PlanForm, PlanList } from './plans-view.js';

const INPUTS = [
  'name',
  'priceMinor',
  'taxCode',
  'revenue',
  'downloadBitsPerSecond',
  'uploadBitsPerSecond',
  'sessionLimit',
  'sessionPolicy',
  ...SHAPING_INPUTS,
  ...TERMS_INPUTS,
];
const BITS_PER_MEGABIT = 1_000_000;

export function addPlanPages(routes: AdminRoutes): void {
  routes
    .get('/plans', ['plans.write', 'customers.read'], async (request) => {
      const { plans: known } = request.services;
      const plans = (await request.view((tx) => known.list(tx))).map((plan) => ({ ...plan, summaries: known.summaries(plan) }));
      request.show('Plans', <PlanList plans={plans} canWrite={request.may('plans.write')} />);
    })
    .get('/plans/new', ['plans.write'], (request) => showForm(request, undefined, sectionTexts(request.services, undefined), undefined))
    .post('/plans', ['plans.write'], async (request) => {
      const { values, problem } = readPlan(request);
      if (problem) return showForm(request, undefined, request.form, problem);
      const outcome = await attempt(inputsOf(request), () => request.transaction((tx) => request.services.plans.create(tx, values)));
      if (!outcome.isDone) return showForm(request, undefined, request.form, outcome.problem);
      request.goTo('/plans', `The plan "${outcome.value.name}" is there.`);
    })
    .get('/plans/:id/edit', ['plans.write'], async (request) => {
      const plan = await load(request);
      await showForm(request, plan, textsOf(request, plan), undefined);
    })
    .post('/plans/:id/edit', ['plans.write'], async (request) => {
      const plan = await load(request);
      const { values, problem } = readPlan(request);
      if (problem) return showForm(request, plan, request.form, problem);
      const outcome = await attempt(inputsOf(request), () =>
        request.transaction((tx) => request.services.plans.change(tx, plan.id, values)),
      );
      if (!outcome.isDone) return showForm(request, plan, request.form, outcome.problem);
      const { value: changed } = outcome;
      const speed = hasSpeedOf(plan, changed) ? '' : '; lines have their new speed';
      request.goTo('/plans', `The plan "${changed.name}" is changed${speed}.`);
    })
    .post('/plans/:id/archive', ['plans.write'], (request) => archive(request, true))
    .post('/plans/:id/restore', ['plans.write'], (request) => archive(request, false));
}

function hasSpeedOf(plan: Plan, other: Plan): boolean {
  return plan.downloadBitsPerSecond === other.downloadBitsPerSecond && plan.uploadBitsPerSecond === other.uploadBitsPerSecond;
}

function inputsOf({ services }: AdminRequest): readonly string[] {
  return [...INPUTS, ...sectionInputs(services)];
}

function load(request: AdminRequest): Promise<Plan> {
  return request.view((tx) => request.services.plans.get(tx, request.parameter('id')));
}

async function archive(request: AdminRequest, isArchived: boolean): Promise<void> {
  const changes: PlanChanges = { isArchived };
  const plan = await request.transaction((tx) => request.services.plans.change(tx, request.parameter('id'), changes));
  request.goTo(
    '/plans',
    isArchived ? `"${plan.name}" is archived: it keeps its services and takes no new ones.` : `"${plan.name}" is sold again.`,
  );
}

function textsOf({ services }: AdminRequest, plan: Plan): FormTexts {
  return {
    name: plan.name,
    priceMinor: decimalAmount(plan.priceMinor, services.company.currency),
    isTaxIncluded: plan.isTaxIncluded ? 'yes' : 'no',
    taxCode: plan.taxCode ?? '',
    revenue: plan.revenue,
    downloadBitsPerSecond: String(plan.downloadBitsPerSecond / BITS_PER_MEGABIT),
    uploadBitsPerSecond: String(plan.uploadBitsPerSecond / BITS_PER_MEGABIT),
    sessionLimit: String(plan.sessionLimit),
    sessionPolicy: plan.sessionPolicy,
    isSelfService: plan.isSelfService ? 'on' : '',
    ...sectionTexts(services, plan),
    ...shapingTexts(plan.shaping),
    ...termsTexts(plan.reply),
  };
}

/** People think of speeds in Mbit/s; the plan keeps bit/s. */
function readPlan({ form, services }: AdminRequest): { readonly values: NewPlan; readonly problem: FormProblem | undefined } {
  const sections = readSections(services, form);
  const errors: Record<string, string> = { ...sections.errors };
  const read = (name: string, parse: (text: string) => number): number => {
    try {
      return parse((form[name] ?? '').trim());
    } catch (error) {
      if (!(error instanceof TaplineError)) throw error;
      errors[name] = asSentence(error.message);
      return 0;
    }
  };
  const speeds = {
    downloadBitsPerSecond: read('downloadBitsPerSecond', megabits),
    uploadBitsPerSecond: read('uploadBitsPerSecond', megabits),
  };
  const values = {
    name: (form.name ?? '').trim(),
    priceMinor: read('priceMinor', (text) => parseAmount(text, services.company.currency, 'the price')),
    isTaxIncluded: form.isTaxIncluded !== 'no',
    taxCode: form.taxCode || null,
    revenue: (form.revenue ?? USUAL_SALE.revenue) as Plan['revenue'],
    ...speeds,
    shaping: readShaping(form, speeds),
    reply: readTerms(form),
    sessionLimit: read('sessionLimit', devices),
    sessionPolicy: (form.sessionPolicy ?? 'end-older') as Plan['sessionPolicy'],
    isSelfService: form.isSelfService === 'on',
    addonSettings: sections.settings,
  };
  return { values, problem: Object.keys(errors).length > 0 ? { errors } : undefined };
}

function megabits(text: string): number {
  const value = Number(text.replace(',', '.'));
  if (text === '' || !Number.isFinite(value) || value <= 0) {
    throw new TaplineError('PLAN_SPEED_UNREADABLE', 'invalid', `"${text}" is not a speed; write it in Mbit/s, like 50 or 0.5`);
  }
  return Math.round(value * BITS_PER_MEGABIT);
}

function devices(text: string): number {
  if (/^\d{0,4}$/.test(text)) return Number(text === '' ? 1 : text);
  throw new TaplineError('PLAN_SESSIONS_UNREADABLE', 'invalid', `"${text}" is no number of devices; write it in digits, 0 for any number`);
}

async function showForm(request: AdminRequest, plan: Plan | undefined, texts: FormTexts, problem: FormProblem | undefined): Promise<void> {
  const title = plan ? `Edit ${plan.name}` : 'New plan';
  const { rates, sections } = await request.view(async (tx) => ({
    rates: await request.services.tax.rates(tx),
    sections: await sectionsOf(tx, request.services, texts),
  }));
  const taxCodes = [...new Set(rates.map(({ code }) => code))];
  request.show(
    title,
    <PlanForm
      title={title}
      plan={plan}
      sections={sections}
      summaries={plan ? request.services.plans.summaries(plan) : []}
      taxCodes={taxCodes}
      texts={texts}
      problem={problem}
    />,
    problem ? { status: 422 } : {},
  );
}
