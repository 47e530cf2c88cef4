import type { NewPlan, NewService, PlanChanges, ServiceChanges } from '@tapline/sdk';
import { NEW_PLAN_SCHEMA, PLAN_CHANGES_SCHEMA } from '../../../plans/plan-schema.js';
import { NEW_SERVICE_SCHEMA, SERVICE_CHANGES_SCHEMA } from '../../../services/service-schema.js';
import { defineRoute } from '../api-route.js';
import { list, object, ref, text, typed } from '../api-schema.js';
import { findCustomer } from '../customer-access.js';
import { presentAccess, presentPlan, presentPlanUse, presentService } from '../resources/service-resource.js';

const planReaders = ['customers.read', 'plans.write'] as const;

export const PLAN_ROUTES = [
  defineRoute({
    method: 'GET',
    path: '/plans',
    tag: 'Plans',
    summary: 'All plans, the archived ones last.',
    permission: planReaders,
    response: list(ref('PlanUse')),
    handle: ({ parts, view }) => view(async (tx) => ({ items: (await parts.plans.list(tx)).map(presentPlanUse) })),
  }),
  defineRoute({
    method: 'POST',
    path: '/plans',
    tag: 'Plans',
    summary: 'Creates a plan.',
    permission: 'plans.write',
    body: typed<NewPlan>(NEW_PLAN_SCHEMA),
    status: 201,
    response: ref('Plan'),
    handle: ({ parts, transaction, body }) => transaction(async (tx) => presentPlan(await parts.plans.create(tx, body))),
  }),
  defineRoute({
    method: 'GET',
    path: '/plans/{plan}',
    tag: 'Plans',
    summary: 'A plan.',
    permission: planReaders,
    response: ref('Plan'),
    handle: ({ parts, view, parameters }) => view(async (tx) => presentPlan(await parts.plans.get(tx, parameters.plan))),
  }),
  defineRoute({
    method: 'PATCH',
    path: '/plans/{plan}',
    tag: 'Plans',
    summary: 'Changes what is given of a plan; its lines get a new speed at once.',
    permission: 'plans.write',
    body: typed<PlanChanges>(PLAN_CHANGES_SCHEMA),
    response: ref('Plan'),
    handle: ({ parts, transaction, parameters, body }) =>
      transaction(async (tx) => presentPlan(await parts.plans.change(tx, parameters.plan, body))),
  }),
];

export const SERVICE_ROUTES = [
  defineRoute({
    method: 'POST',
    path: '/services',
    tag: 'Services',
    summary: 'Creates a service for a customer.',
    permission: 'customers.write',
    body: typed<NewService>(NEW_SERVICE_SCHEMA),
    status: 201,
    response: ref('Service'),
    handle: ({ parts, transaction, body }) =>
      transaction(async (tx) => {
        const customer = await findCustomer(parts, tx, body.customerId);
        const { id } = await parts.services.create(tx, { ...body, customerId: customer.id });
        return presentService(await parts.services.get(tx, id));
      }),
  }),
  defineRoute({
    method: 'GET',
    path: '/services/by-login/{login}',
    tag: 'Services',
    summary: 'The service with a login.',
    permission: 'customers.read',
    response: ref('Service'),
    handle: ({ parts, view, parameters }) =>
      view(async (tx) => {
        const found = await parts.services.findByLogin(tx, parameters.login);
        return presentService(await parts.services.get(tx, found?.id ?? parameters.login));
      }),
  }),
  defineRoute({
    method: 'GET',
    path: '/services/{service}',
    tag: 'Services',
    summary: 'A service.',
    permission: 'customers.read',
    response: ref('Service'),
    handle: ({ parts, view, parameters }) => view(async (tx) => presentService(await parts.services.get(tx, parameters.service))),
  }),
  defineRoute({
    method: 'PATCH',
    path: '/services/{service}',
    tag: 'Services',
    summary: 'Changes what is given of a service.',
    permission: 'customers.write',
    body: typed<ServiceChanges>(SERVICE_CHANGES_SCHEMA),
    response: ref('Service'),
    handle: ({ parts, transaction, parameters, body }) =>
      transaction(async (tx) => {
        await parts.services.change(tx, parameters.service, body);
        return presentService(await parts.services.get(tx, parameters.service));
      }),
  }),
  defineRoute({
    method: 'GET',
    path: '/services/{service}/access',
    tag: 'Services',
    summary: 'May the line pass, how fast, and why: the answer that RADIUS gives.',
    permission: 'customers.read',
    response: ref('Access'),
    handle: ({ parts, view, parameters }) => view(async (tx) => presentAccess(await parts.access.access(tx, parameters.service))),
  }),
  defineRoute({
    method: 'GET',
    path: '/services/{service}/password',
    tag: 'Services',
    summary: 'The RADIUS password; reading it is noted in the audit log.',
    permission: 'secrets.read',
    response: object({ password: text }),
    handle: ({ parts, transaction, parameters: { service } }) =>
      transaction(async (tx) => {
        const password = await parts.services.password(tx, service);
        await parts.audit.record(tx, { action: 'service.readPassword', subject: `service:${service}` });
        return { password };
      }),
  }),
];
