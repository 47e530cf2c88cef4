import { expect } from 'chai';
import { CUSTOMER_SERVICE } from '../../../customers/customer-service.js';
import { CONTRIBUTIONS } from '../../../kernel/addons/contribution-registry.js';
import { sqlOf } from '../../../kernel/database/database-transaction.js';
import { CORE_OWNER } from '../../../kernel/hooks/owner.js';
import { CHECKOUT_SERVICE } from '../../../payments/gateways/checkout-service.js';
import { GATEWAY_REPORTER } from '../../../payments/gateways/gateway-reporter.js';
import { anInvoice, aPayment, forEachApplication, rejection } from '../../../testing/index.js';
import { TEST_ACTOR } from '../../../testing/test-application.js';
import { AdminBrowser } from '../../admin/testing/admin-browser.js';
import { aPortalCustomer, type PortalStory, signedIn } from '../testing/portal-story.js';

const DAY_MS = 86_400_000;

forEachApplication('Paying in the portal', '2026-05-04T08:00:00Z', (app) => {
  let till: { start: 'made' | 'away' | 'refused'; settle: 'open' | 'away' | 'declined'; surcharge: (amountMinor: number) => number };

  beforeEach(() => {
    till = { start: 'made', settle: 'open', surcharge: () => 0 };
    app()
      .container.resolve(CONTRIBUTIONS)
      .add({ ...CORE_OWNER, id: 'till' })
      .paymentGateway({
        kind: 'redirect',
        id: 'till',
        title: 'Till',
        description: '',
        obstacle: () => null,
        surcharge: (amountMinor) => ({ amountMinor: till.surcharge(amountMinor), description: 'Fee', taxCode: null }),
        start: ({ attempt }) => {
          if (till.start === 'away') throw new Error('the till is away');
          if (till.start === 'refused') return Promise.resolve({ kind: 'refused', reason: 'wrong keys' });
          const expiresAtMs = app().nowMs + DAY_MS;
          return Promise.resolve({ kind: 'redirect', reference: attempt.id, url: 'https://till.example/', expiresAtMs });
        },
        settle: ({ attempt }) => {
          if (till.settle === 'away') throw new Error('the till is away');
          return Promise.resolve({ attempt: { id: attempt.id }, ...(till.settle === 'declined' ? { step: 'declined' } : {}) });
        },
      });
  });

  const pressed = (page: string, name: string): string => new RegExp(`name="${name}" value="([^"]+)"`).exec(page)?.[1] ?? '';
  const attemptsOf = async (customerId: string): Promise<readonly Readonly<Record<string, string>>[]> =>
    app().view(
      async (tx) => (await sqlOf(tx)('payment_attempt').where({ customer_id: customerId }).orderBy(['created_at_ms', 'id'])) as never,
    );

  async function begun({ customer, invoice }: PortalStory): Promise<string> {
    const wanted = { gatewayId: 'till', customerId: customer.id, documentIds: [invoice.id], origin: app().url };
    const options = { idempotencyKey: customer.id };
    return (await app().container.resolve(CHECKOUT_SERVICE).start(TEST_ACTOR, wanted, options)).attempt.id;
  }

  it('offers to pay what opens a line, where nothing else is owed', async () => {
    const story = await aPortalCustomer(app());
    await aPayment(app(), story.customer.id, 12_140);
    const outlook = { summary: 'x', tone: 'bad', daysLeft: 0, blocksOn: '2026-05-04', missingMinor: 93 } as const;
    const type = { id: 'spent', title: 'Spent', description: '', settings: {}, outlook: () => Promise.resolve(outlook) };
    app().container.resolve(CONTRIBUTIONS).add(CORE_OWNER).billingType(type);
    await app().write((tx) => app().container.resolve(CUSTOMER_SERVICE).change(tx, story.customer.id, { billingType: 'spent' }));
    const browser = await signedIn(app(), story);
    for (const page of ['/portal', '/portal/pay']) expect((await browser.get(page)).text).to.match(/name="amount"[^>]*value="0.93"/);
  });

  it('is not offered again for what is held back by a gateway', async () => {
    const story = await aPortalCustomer(app());
    const browser = await signedIn(app(), story);
    const page = `/portal/pay?document=${story.invoice.id}`;
    expect((await browser.get(page)).text).to.include('name="gateway"');
    const attemptId = await begun(story);
    const capture = { reference: 'held', status: 'pending', amountMinor: 12_100, currency: 'EUR' } as const;
    await app().write((tx) =>
      app()
        .container.resolve(GATEWAY_REPORTER)
        .report(tx, 'till', { attempt: { id: attemptId }, captures: [capture] }),
    );
    const { text } = await browser.get(page);
    expect(text).to.include('Your payment is on its way').and.not.include('name="gateway"');
    expect((await browser.get('/portal')).text).to.include('€121.00 is on its way already');
    await browser.submit('/portal/pay', { document: story.invoice.id, gateway: 'till', key: 'again' });
    const attempts = await app().view((tx) => app().container.resolve(CHECKOUT_SERVICE).ofCustomer(tx, story.customer.id, 10));
    expect(attempts.map(({ id }) => id)).to.deep.equal([attemptId]);
  });

  it('begins with the amount that the link to it names, and with what is owed without one', async () => {
    const story = await aPortalCustomer(app());
    const browser = await signedIn(app(), story);
    const typed = (page: string) => /<input[^>]*name="amount"[^>]*>/.exec(page)?.[0];
    expect(typed((await browser.get('/portal/pay?amount=5.00')).text)).to.include('value="5.00"');
    expect(typed((await browser.get('/portal/pay')).text)).to.include('value="121.00"');
  });

  it('is not offered for a pro-forma again whose money is on its way', async () => {
    const story = await aPortalCustomer(app());
    const proforma = await anInvoice(app(), story.customer.id, { kind: 'proforma' });
    const browser = await signedIn(app(), story);
    const page = `/portal/pay?document=${proforma.id}`;
    expect((await browser.get('/portal/documents')).text).to.include(page);
    const attemptId = await begun({ ...story, invoice: proforma });
    const tell = (amountMinor: number) =>
      app().write((tx) => {
        const capture = { reference: `held-${amountMinor}`, status: 'pending', amountMinor, currency: 'EUR' } as const;
        return app()
          .container.resolve(GATEWAY_REPORTER)
          .report(tx, 'till', { attempt: { id: attemptId }, captures: [capture] });
      });
    await tell(12_000);
    expect((await browser.get(page)).text).to.include('€1.00');
    await tell(100);
    expect((await browser.get(page)).text)
      .to.include('Your payment is on its way')
      .and.not.include('name="gateway"');
    expect((await browser.get('/portal/documents')).text).not.to.include(page);
    const again = { gatewayId: 'till', customerId: story.customer.id, documentIds: [proforma.id], origin: app().url };
    const refused = app().container.resolve(CHECKOUT_SERVICE).start(TEST_ACTOR, again, { idempotencyKey: 'again' });
    expect(await rejection(refused)).to.include({ code: 'CHECKOUT_NOTHING_OPEN' });
  });

  it('leads back to the same where it came to nothing', async () => {
    const story = await aPortalCustomer(app());
    const browser = await signedIn(app(), story);
    const attemptId = await begun(story);
    const outcome = `/portal/payment?payment=${attemptId}`;
    expect((await browser.get(outcome)).text).not.to.include('Try again');
    await app().write((tx) =>
      app()
        .container.resolve(GATEWAY_REPORTER)
        .report(tx, 'till', { attempt: { id: attemptId }, step: 'declined' }),
    );
    expect((await browser.get(outcome)).text)
      .to.include('Try again')
      .and.include(`/portal/pay?document=${story.invoice.id}`);
  });

  it('says to who cannot be sent to pay that nothing was taken, and lets them try again', async () => {
    const story = await aPortalCustomer(app());
    const browser = await signedIn(app(), story);
    const form = { document: story.invoice.id, gateway: 'till' };
    for (const start of ['away', 'refused'] as const) {
      till.start = start;
      for (const _ of [1, 2]) {
        const { status, text } = await browser.submit('/portal/pay', { ...form, key: start });
        expect(status).to.equal(422);
        expect(text)
          .to.include('cannot be reached now; nothing was taken')
          .and.include('name="gateway"')
          .and.not.include('do not pay again');
      }
    }
    till.start = 'made';
    expect((await browser.submit('/portal/pay', { ...form, key: 'away' })).text).to.include('https://till.example/');
  });

  it('asks the gateway anew for a guest who tries again after it has refused', async () => {
    const story = await aPortalCustomer(app());
    const attemptId = await begun(story);
    const [first] = await attemptsOf(story.customer.id);
    const guest = new AdminBrowser(app().url);
    await guest.get(`/pay/${attemptId}/cancel?key=${first?.return_key}`);
    const form = { payment: attemptId, key: first?.return_key ?? '' };
    till.start = 'refused';
    for (const _ of [1, 2]) expect((await guest.submit('/portal/pay-again', form)).status).to.equal(422);
    till.start = 'made';
    for (const _ of [1, 2]) expect((await guest.submit('/portal/pay-again', form)).text).to.include('https://till.example/');
    const states = (await attemptsOf(story.customer.id)).map(({ step }) => step);
    expect(states).to.have.members(['cancelled', 'declined', 'declined', 'open']);
  });

  it('shows a payer who comes back in another browser what became of it, and leads one who is signed in to their own pages', async () => {
    const story = await aPortalCustomer(app());
    const browser = await signedIn(app(), story);
    await browser.submit('/portal/pay', { document: story.invoice.id, gateway: 'till', key: 'elsewhere' });
    const [attempt] = await attemptsOf(story.customer.id);
    const address = `/pay/${attempt?.id}/return?key=${attempt?.return_key}`;
    const back = (await browser.get(address)).location ?? '';
    expect((await browser.get(back)).location).to.equal(`/portal/payment?payment=${attempt?.id}`);
    const other = await aPortalCustomer(app());
    for (const stranger of [new AdminBrowser(app().url), await signedIn(app(), other)]) {
      const { text, headers } = await stranger.get((await stranger.get(address)).location ?? '');
      expect(text).to.include('We are asking about your payment').and.not.include(story.customer.name);
      expect(headers.get('refresh')).to.match(/^5; url=\/pay\//);
    }
    expect((await new AdminBrowser(app().url).get(`${back}x`)).status).to.equal(404);
  });

  it('looks again while it is asked about, by the address that asks, and not for ever', async () => {
    const story = await aPortalCustomer(app());
    const browser = await signedIn(app(), story);
    await browser.submit('/portal/pay', { document: story.invoice.id, gateway: 'till', key: 'looking' });
    const [attempt] = await attemptsOf(story.customer.id);
    const refreshOf = async (query: string): Promise<string | null> =>
      (await browser.get(`/portal/payment?payment=${attempt?.id}${query}`)).headers.get('refresh');
    const first = await refreshOf('');
    expect(first).to.equal(`5; url=/pay/${attempt?.id}/return?key=${attempt?.return_key}&look=1`);
    expect([await refreshOf('&look=20'), await refreshOf('&look=40')]).to.deep.equal([first?.replace('5', '60').replace(/1$/, '21'), null]);
    till.settle = 'declined';
    const { location } = await browser.get((first ?? '').replace('5; url=', ''));
    const { text, headers } = await browser.get((await browser.get(location ?? '')).location ?? '');
    expect([headers.get('refresh'), text.includes('Try again')]).to.deep.equal([null, true]);
  });

  it('does not say that nothing was taken where the gateway gives no answer to who comes back from paying', async () => {
    const story = await aPortalCustomer(app());
    const browser = await signedIn(app(), story);
    await browser.submit('/portal/pay', { document: story.invoice.id, gateway: 'till', key: 'silent' });
    const [attempt] = await attemptsOf(story.customer.id);
    const address = (why: string): string => `/pay/${attempt?.id}/${why}?key=${attempt?.return_key}`;
    const seenAt = async (path: string): Promise<string> => {
      const { location } = await browser.get(path);
      return (await browser.get((await browser.get(location ?? '')).location ?? '')).text;
    };
    expect(await seenAt(address('cancel'))).to.include('cancelled and nothing was taken');
    till.settle = 'away';
    expect(await seenAt(address('return')))
      .to.include('We are asking about your payment')
      .and.not.include('nothing was taken')
      .and.not.include('Try again');
  });

  it('shows the fee that is passed on before it is paid, also for an amount that was typed', async () => {
    till.surcharge = (amountMinor) => Math.round(amountMinor / 40);
    const story = await aPortalCustomer(app());
    const browser = await signedIn(app(), story);
    const { text } = await browser.get('/portal/pay');
    expect(text).to.include('costs €3.03 more');
    const typed = { gateway: 'till', amount: '400', key: 'typed', 'surcharge-till': pressed(text, 'surcharge-till') };
    const other = await browser.submit('/portal/pay', typed);
    expect(other.status).to.equal(422);
    expect(other.text).to.include('costs €10.00 more').and.include('Press again if you agree').and.include('value="400"');
    expect(other.text).to.include('alert-warning').and.not.include('alert-danger');
    expect(await attemptsOf(story.customer.id)).to.deep.equal([]);
    const agreed = { ...typed, 'surcharge-till': pressed(other.text, 'surcharge-till') };
    expect((await browser.submit('/portal/pay', agreed)).text).to.include('https://till.example/');
    const [attempt] = await attemptsOf(story.customer.id);
    expect([Number(attempt?.amount_minor), Number(attempt?.surcharge_minor)]).to.deep.equal([40_000, 1000]);
  });

  it('pays the invoices that were chosen, and no other', async () => {
    const story = await aPortalCustomer(app());
    const [second, third] = [await anInvoice(app(), story.customer.id), await anInvoice(app(), story.customer.id)];
    const browser = await signedIn(app(), story);
    const home = (await browser.get('/portal')).text;
    for (const { id } of [story.invoice, second, third]) expect(home).to.include(`type="checkbox" name="document" value="${id}"`);
    const { text } = await browser.get(`/portal/pay?document=${second.id}&document=${third.id}`);
    expect(text).to.include(second.number).and.include(third.number).and.not.include(story.invoice.number);
    const fields = new URLSearchParams({ gateway: 'till', key: 'chosen' });
    for (const { id } of [second, third]) fields.append('document', id);
    expect((await browser.submit('/portal/pay', fields)).text).to.include('https://till.example/');
    const [attempt] = await attemptsOf(story.customer.id);
    expect(JSON.parse(attempt?.document_ids ?? '')).to.deep.equal([second.id, third.id]);
    expect(Number(attempt?.amount_minor)).to.equal(second.totalMinor + third.totalMinor);
    const other = await aPortalCustomer(app());
    expect((await browser.get(`/portal/pay?document=${second.id}&document=${other.invoice.id}`)).status).to.equal(404);
  });

  it('pays a pro-forma and its invoice once where both are chosen', async () => {
    const story = await aPortalCustomer(app());
    const proforma = await anInvoice(app(), story.customer.id, { kind: 'proforma' });
    const invoice = await anInvoice(app(), story.customer.id, { relatedDocumentId: proforma.id });
    const browser = await signedIn(app(), story);
    const fields = new URLSearchParams({ gateway: 'till', key: 'both' });
    for (const { id } of [proforma, invoice]) fields.append('document', id);
    expect((await browser.submit('/portal/pay', fields)).text).to.include('https://till.example/');
    const [attempt] = await attemptsOf(story.customer.id);
    expect([JSON.parse(attempt?.document_ids ?? ''), Number(attempt?.amount_minor)]).to.deep.equal([[invoice.id], invoice.totalMinor]);
  });

  it('gives neither an add-on’s nor an admin’s words to a customer where a way to pay has gone meanwhile', async () => {
    const story = await aPortalCustomer(app());
    const browser = await signedIn(app(), story);
    till.surcharge = () => Number.NaN;
    const { status, text } = await browser.submit('/portal/pay', { document: story.invoice.id, gateway: 'till', key: 'gone' });
    expect(status).to.equal(422);
    expect(text).to.include('Paying here is not possible now').and.not.include('cannot be used now');
  });
});
