import type { Plan } from '../domain/plan.js';
import type { Service } from '../domain/service.js';
import type { Transaction } from '../transaction.js';

export interface ServiceWithPlan extends Service {
  readonly plan: Plan;
}

export interface ServiceDirectory {
  /** Throws `SERVICE_UNKNOWN`. */
  get(tx: Transaction, serviceId: string): Promise<ServiceWithPlan>;
  /** By its login or id; `undefined` where there is none. */
  find(tx: Transaction, loginOrId: string): Promise<ServiceWithPlan | undefined>;
  /** The services on a plan that are not stopped, in pages by id. */
  ofPlan(tx: Transaction, planId: string, page: { readonly afterId: string; readonly limit: number }): Promise<readonly ServiceWithPlan[]>;
  /** A plan by its name or id, whether anybody has it or not; `undefined` where there is none. */
  findPlan(tx: Transaction, nameOrId: string): Promise<Plan | undefined>;
  /** All plans, those that are sold first. */
  plans(tx: Transaction): Promise<readonly Plan[]>;
  /** The plan of each of these services, in few questions for any number; services that are not there are left out. */
  plansOf(tx: Transaction, serviceIds: readonly string[]): Promise<ReadonlyMap<string, Plan>>;
  /** A customer's services in the order of their making. */
  ofCustomer(tx: Transaction, customerId: string): Promise<readonly ServiceWithPlan[]>;
  /** {@link ofCustomer} of a page of customers at once: some hundreds at most. */
  ofCustomers(tx: Transaction, customerIds: readonly string[]): Promise<readonly ServiceWithPlan[]>;
}
