import type { Customer } from '@tapline/sdk';
import type { DependencyContainer } from '@tapline/sdk/di';
import { newReadableSecret } from '../accounts/bearer-secret.js';
import { PORTAL_LOGINS } from '../accounts/portal/portal-login-service.js';
import type { DatabaseTransaction } from '../kernel/database/database-transaction.js';
import { LEDGER_SERVICE } from '../ledger/ledger-service.js';

/** How to look at the portal of the demo. */
export interface DemoPortalLogin {
  readonly login: string;
  readonly password: string;
}

/** Lets one customer into the portal, with something to pay if anybody has. */
export async function letOneIn(
  container: DependencyContainer,
  tx: DatabaseTransaction,
  customers: readonly Pick<Customer, 'id'>[],
): Promise<DemoPortalLogin> {
  const ledger = container.resolve(LEDGER_SERVICE);
  let [chosen] = customers;
  for (const customer of customers) {
    if ((await ledger.balance(tx, customer.id)) < 0) {
      chosen = customer;
      break;
    }
  }
  if (!chosen) throw new Error('the demo has no customers');
  const login = { login: 'demo', password: newReadableSecret() };
  await container.resolve(PORTAL_LOGINS).set(tx, chosen.id, login);
  return login;
}
