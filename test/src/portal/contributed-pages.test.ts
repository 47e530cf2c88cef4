import {
  AdminBrowser,
  aPortalCustomer,
  CONTRIBUTIONS,
  forEachApplication,
  PLAN_SERVICE,
  signedInToPortal,
  sqlOf,
  type TestApplication,
} from '@tapline/core/testing';
import { expect } from 'chai';
import { SepaStory } from '../sepa/sepa-story.js';
import { GB, OFFERS, TopupStory } from '../topup/topup-story.js';

type Person = Awaited<ReturnType<typeof aPortalCustomer>>;

/** Where add-ons keep what is one customer's, by the column that says whose. */
const KEPT = [
  ['addon_sepa_mandate', 'customer_id'],
  ['addon_topup_purchase', 'customer_id'],
  ['addon_topup_automatic', 'service_id'],
  ['customer', 'id'],
  ['service', 'customer_id'],
  ['document', 'customer_id'],
  ['open_item', 'customer_id'],
  ['payment_attempt', 'customer_id'],
] as const;

forEachApplication('Pages of add-ons in the portal', '2026-11-10T09:00:00Z', (app) => {
  const topup = new TopupStory(app);
  const sepa = new SepaStory(app);
  const paths = (): readonly string[] =>
    app()
      .container.resolve(CONTRIBUTIONS)
      .portalPages()
      .map(({ addonId, page }) => `/portal/more/${addonId}/${page.path}`);

  /** A customer with a mandate, bought data, and an invoice. */
  async function person(iban: string): Promise<Person & { readonly mandate: string; readonly reference: string }> {
    await topup.meter();
    const one = await aPortalCustomer(app());
    const offers = { addonSettings: { topup: { offers: OFFERS } } };
    await app().write((tx) => app().container.resolve(PLAN_SERVICE).change(tx, one.service.planId, offers));
    const browser = await signedInToPortal(app(), one);
    const given = await browser.submit('/portal/more/sepa/direct-debit', {
      action: 'give',
      holder: one.customer.name,
      iban,
      isAgreed: 'on',
    });
    const bought = await browser.submit('/portal/more/topup/data', { service: one.service.id, offer: OFFERS[0] ?? '', key: one.login });
    await browser.submit('/portal/more/topup/data', { service: one.service.id, automatic: 'on' });
    expect([given.status, bought.status, (await topup.grants(one.service.id)).length]).to.deep.equal([303, 303, 1]);
    const [mandate] = await rowsOf(app(), 'addon_sepa_mandate', 'customer_id', one.customer.id);
    return { ...one, mandate: String(mandate?.id), reference: String(mandate?.reference) };
  }

  it('show and change nothing of another customer, by whatever id they are asked', async () => {
    await sepa.begin();
    const meter = await topup.meter();
    const [mine, other] = [await person('DE89370400440532013000'), await person('CZ6508000000192000145399')];
    await meter.use(other.service.id, GB);
    const browser = await signedInToPortal(app(), mine);
    const theirs = [other.customer.id, other.customer.name, other.service.id, other.service.login, other.mandate, other.reference, '5399'];
    const ids = {
      customer: other.customer.id,
      customerId: other.customer.id,
      number: String(other.customer.number),
      service: other.service.id,
      serviceId: other.service.id,
      id: other.mandate,
      mandate: other.mandate,
      reference: other.reference,
      document: other.invoice.id,
      login: other.login,
      key: other.login,
      offer: OFFERS[0] ?? '',
    };
    const before = await everythingOf(app(), other);
    expect(paths()).to.include.members(['/portal/more/sepa/direct-debit', '/portal/more/topup/data']);
    for (const path of paths()) {
      const asked = `${path}?${new URLSearchParams(ids).toString()}`;
      const answers = [await browser.get(path), await browser.get(asked)];
      for (const more of [
        {},
        { automatic: 'off' },
        { action: 'revoke' },
        { action: 'give', iban: 'DE89370400440532013000', isAgreed: 'on' },
      ]) {
        answers.push(await browser.submit(asked, { ...ids, ...more }));
      }
      answers.push(await browser.get(path));
      for (const { status, text } of answers) {
        expect(status, path).to.be.below(500);
        for (const word of theirs) expect(text, path).not.to.include(word);
      }
    }
    await app().settle();
    expect(await everythingOf(app(), other)).to.deep.equal(before);
  });

  it('are nothing without signing in, for admins neither', async () => {
    for (const browser of [new AdminBrowser(app().url), await AdminBrowser.signedIn(app())]) {
      for (const path of paths()) {
        for (const { status, location } of [await browser.get(path), await browser.submit(path, { action: 'revoke' })]) {
          expect([status, location?.split('?')[0]], path).to.deep.equal([303, '/portal/sign-in']);
        }
      }
    }
  });
});

async function everythingOf(app: TestApplication, { customer, service }: Person): Promise<unknown> {
  const kept: unknown[] = [];
  for (const [table, column] of KEPT) kept.push(await rowsOf(app, table, column, column === 'service_id' ? service.id : customer.id));
  return JSON.parse(JSON.stringify(kept)) as unknown;
}

async function rowsOf(app: TestApplication, table: string, column: string, id: string): Promise<readonly Record<string, unknown>[]> {
  return (await app.view((tx) => sqlOf(tx)(table).where(column, id))) as Record<string, unknown>[];
}
