import type { Customer, IssuedDocument, NewCustomer, Service } from '@tapline/sdk';
import { PORTAL_LOGINS } from '../../../accounts/portal/portal-login-service.js';
import { DOCUMENT_SERVICE } from '../../../documents/document-service.js';
import { TAX_SERVICE } from '../../../documents/tax/tax-service.js';
import { sqlOf } from '../../../kernel/database/database-transaction.js';
import { newId } from '../../../kernel/ids/id.js';
import { aCustomer, aPlan, aService } from '../../../testing/builders.js';
import type { TestApplication } from '../../../testing/test-application.js';
import { AdminBrowser } from '../../admin/testing/admin-browser.js';

export const PORTAL_PASSWORD = 'a password for tests';

export interface PortalStory {
  readonly customer: Customer;
  readonly login: string;
  readonly service: Service;
  readonly invoice: IssuedDocument;
}

let made = 0;

/** A customer with a portal login, a line that has used something, and an invoice that is to be paid. */
export async function aPortalCustomer(app: TestApplication, draft: Partial<NewCustomer> = {}): Promise<PortalStory> {
  const name = `Portal${++made}`;
  const customer = await aCustomer(app, { name, email: `${name}@example.com`, ...draft });
  const plan = await aPlan(app, { name: `Plan of ${name}` });
  const service = await aService(app, { customerId: customer.id, planId: plan.id, login: `line-${name}` });
  const login = name.toLowerCase();
  const invoice = await app.write(async (tx) => {
    await app.container.resolve(PORTAL_LOGINS).set(tx, customer.id, { login, password: PORTAL_PASSWORD });
    const tax = app.container.resolve(TAX_SERVICE);
    if ((await tax.rates(tx)).length === 0) {
      await tax.define(tx, { code: 'standard', title: 'VAT 21 %', ratePartsPerMillion: 210_000, validFrom: '2020-01-01' });
    }
    const today = new Date(app.nowMs).toISOString().slice(0, 10);
    await sqlOf(tx)('usage_day').insert({
      service_id: service.id,
      day: today,
      download_octets: 7_000_000_000 + made,
      upload_octets: 2_000_000,
    });
    const line = {
      description: `Internet of ${name}`,
      unitPriceMinor: 12_100,
      isTaxIncluded: true,
      taxCode: 'standard',
      revenue: 'internet',
    } as const;
    return app.container
      .resolve(DOCUMENT_SERVICE)
      .issue(tx, { kind: 'invoice', customerId: customer.id, lines: [line] }, { idempotencyKey: newId() });
  });
  return { customer, login, service, invoice };
}

/** A browser in which the customer has signed in. */
export async function signedIn(app: TestApplication, { login }: Pick<PortalStory, 'login'>): Promise<AdminBrowser> {
  const browser = new AdminBrowser(app.url);
  const { status } = await browser.submit('/portal/sign-in', { login, password: PORTAL_PASSWORD });
  if (status !== 303) throw new Error(`signing in as ${login} answered ${status}`);
  return browser;
}
