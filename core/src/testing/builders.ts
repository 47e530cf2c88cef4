import type { Customer, IpNetwork, NewCustomer, NewPlan, NewService, Plan, Service } from '@tapline/sdk';
import { CUSTOMER_SERVICE } from '../customers/customer-service.js';
import { NETWORK_SERVICE } from '../network/network-service.js';
import { PLAN_SERVICE } from '../plans/plan-service.js';
import { SERVICE_SERVICE } from '../services/service-service.js';
import type { TestApplication } from './test-application.js';

let made = 0;

export function aPlan(app: TestApplication, plan: Partial<NewPlan> = {}): Promise<Plan> {
  const draft = { name: `Plan ${++made}`, priceMinor: 4000, downloadBitsPerSecond: 5_000_000, uploadBitsPerSecond: 1_000_000, ...plan };
  return app.write((tx) => app.container.resolve(PLAN_SERVICE).create(tx, draft));
}

export function aCustomer(app: TestApplication, customer: Partial<NewCustomer> = {}): Promise<Customer> {
  return app.write((tx) => app.container.resolve(CUSTOMER_SERVICE).create(tx, { name: `Customer ${++made}`, ...customer }));
}

/** A service of a new customer on a new plan, unless told whose and which. */
export async function aService(app: TestApplication, service: Partial<NewService> = {}): Promise<Service> {
  const customerId = service.customerId ?? (await aCustomer(app)).id;
  const planId = service.planId ?? (await aPlan(app)).id;
  const draft = { login: `login${++made}`, password: 'secret', ...service, customerId, planId };
  return app.write((tx) => app.container.resolve(SERVICE_SERVICE).create(tx, draft));
}

export function aPool(app: TestApplication, cidr: string): Promise<IpNetwork> {
  return app.write((tx) => app.container.resolve(NETWORK_SERVICE).create(tx, { name: `Pool ${++made}`, cidr, purpose: 'pool' }));
}
