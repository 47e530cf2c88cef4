import { expect } from 'chai';
import { DOCUMENT_SETTINGS_SERVICE } from '../../../documents/document-settings-service.js';
import { CONTRIBUTIONS } from '../../../kernel/addons/contribution-registry.js';
import { sqlOf } from '../../../kernel/database/database-transaction.js';
import { CORE_OWNER } from '../../../kernel/hooks/owner.js';
import { CHECKOUT_SERVICE } from '../../../payments/gateways/checkout-service.js';
import { GATEWAY_REPORTER } from '../../../payments/gateways/gateway-reporter.js';
import { PAY_LINKS } from '../../../payments/pay-links/pay-link-service.js';
import { aPayment, forEachApplication, openAmounts } from '../../../testing/index.js';
import { TEST_ACTOR } from '../../../testing/test-application.js';
import { AdminBrowser } from '../../admin/testing/admin-browser.js';
import { aPortalCustomer } from '../testing/portal-story.js';

const DAY_MS = 86_400_000;

forEachApplication(
  'The link by which a guest pays one invoice',
  '2026-05-04T08:00:00Z',
  (app) => {
    const rows = async (table: string): Promise<readonly Record<string, unknown>[]> =>
      (await app().view((tx) => sqlOf(tx)(table).select())) as Record<string, unknown>[];

    async function linkTo(documentId: string): Promise<string> {
      const { secretValues } = await app().write((tx) => app().container.resolve(PAY_LINKS).forMessage(tx, documentId));
      return secretValues?.payLink.replace('http://tapline.test', '') ?? 'none';
    }

    function aTill(limits: object = {}): void {
      app()
        .container.resolve(CONTRIBUTIONS)
        .add({ ...CORE_OWNER, id: 'till' })
        .paymentGateway({
          kind: 'redirect',
          id: 'till',
          title: 'Till',
          description: { en: 'By card', cs: 'Kartou' },
          limits,
          obstacle: () => null,
          start: ({ attempt }) =>
            Promise.resolve({ kind: 'redirect', reference: attempt.id, url: 'https://till.example/', expiresAtMs: app().nowMs + DAY_MS }),
          settle: ({ attempt }) => Promise.resolve({ attempt: { id: attempt.id } }),
        });
    }

    const pressed = (page: string, name: string): string => new RegExp(`name="${name}" value="([^"]+)"`).exec(page)?.[1] ?? '';

    it('is in the mail of an invoice, once there is a way to pay, and nowhere in words', async () => {
      await aPortalCustomer(app());
      await app().settle();
      expect(await rows('pay_link')).to.have.length(0);
      aTill();
      await aPortalCustomer(app());
      await app().settle();
      const [link] = await rows('pay_link');
      expect(link?.key_hash).to.match(/^[0-9a-f]{64}$/);
      const mails = (await rows('notification')).map((row) => JSON.stringify(row));
      expect(mails.filter((mail) => mail.includes('‹payLink›'))).to.have.length(1);
      expect(mails.join()).not.to.include('pay-link?key=');
    });

    it('pays its invoice once, and no other, without a login', async () => {
      aTill();
      const [mine, other] = [await aPortalCustomer(app()), await aPortalCustomer(app())];
      const address = await linkTo(mine.invoice.id);
      const guest = new AdminBrowser(app().url);
      const { text, status } = await guest.get(address);
      expect(status).to.equal(200);
      expect(text).to.include(mine.invoice.number).and.include('€121.00').and.include('By card');
      for (const secret of [mine.customer.name, mine.customer.id, mine.service.login]) expect(text).not.to.include(secret);
      const key = pressed(text, 'key');
      const tampered = {
        gateway: 'till',
        key,
        once: pressed(text, 'once'),
        documentIds: other.invoice.id,
        customerId: other.customer.id,
        amount: '1',
      };
      for (const _ of [1, 2]) {
        const leaving = await guest.submit('/portal/pay-link', tampered);
        expect([leaving.status, leaving.text.includes('https://till.example/')]).to.deep.equal([200, true]);
      }
      const attempts = await rows('payment_attempt');
      expect(attempts.map((attempt) => [attempt.customer_id, Number(attempt.amount_minor)])).to.deep.equal([[mine.customer.id, 12_100]]);
      expect(JSON.stringify(attempts)).not.to.include(key);
      const capture = { reference: 'C1', status: 'completed', amountMinor: 12_100, currency: 'EUR' } as const;
      const attemptId = String(attempts[0]?.id);
      await app().write((tx) =>
        app()
          .container.resolve(GATEWAY_REPORTER)
          .report(tx, 'till', { attempt: { id: attemptId }, captures: [capture] }),
      );
      expect((await guest.get(address)).text).to.include('This invoice is paid. Thank you.');
      expect((await openAmounts(app(), other.customer.id)).length).to.equal(1);
      expect((await guest.get('/portal/documents')).location).to.equal('/portal/sign-in?next=%2Fportal%2Fdocuments');
    });

    it('opens nothing when it is tampered with, guessed, or 90 days old', async () => {
      aTill();
      const { invoice } = await aPortalCustomer(app());
      const address = await linkTo(invoice.id);
      const guest = new AdminBrowser(app().url);
      const last = address.at(-1) === 'A' ? 'E' : 'A';
      for (const wrong of [
        '/portal/pay-link',
        '/portal/pay-link?key=',
        `${address.slice(0, -1)}${last}`,
        `/portal/pay-link?key=${invoice.id}`,
      ]) {
        const { status, text } = await guest.get(wrong);
        expect([status, text.includes(invoice.number)], wrong).to.deep.equal([410, false]);
        const key = new URL(wrong, app().url).searchParams.get('key') ?? '';
        expect((await guest.submit('/portal/pay-link', { key, gateway: 'till', once: 'x' })).status).to.equal(410);
      }
      expect((await guest.get(address)).status).to.equal(200);
      await app().moveTo(app().nowMs + 91 * DAY_MS);
      expect((await guest.get(address)).status).to.equal(410);
      expect(await rows('pay_link')).to.deep.equal([]);
      expect(await rows('payment_attempt')).to.deep.equal([]);
    });

    it('leads to another try where a payment came to nothing, once, and to none where it is paid or the key is wrong', async () => {
      aTill();
      const { invoice, customer } = await aPortalCustomer(app());
      const checkout = app().container.resolve(CHECKOUT_SERVICE);
      const guest = new AdminBrowser(app().url);
      const wanted = { gatewayId: 'till', customerId: customer.id, documentIds: [invoice.id], origin: app().url };
      const { attempt } = await checkout.start(TEST_ACTOR, wanted, { idempotencyKey: 'first' });
      const returnKey = String((await rows('payment_attempt')).find(({ id }) => id === attempt.id)?.return_key);
      expect((await guest.get(`/pay/${attempt.id}/return?key=${returnKey}`)).text).not.to.include('Try again');
      const { text } = await guest.get(`/pay/${attempt.id}/cancel?key=${returnKey}`);
      expect(text).to.include('Try again');
      const form = { payment: pressed(text, 'payment'), key: pressed(text, 'key') };
      expect((await guest.submit('/portal/pay-again', { ...form, key: `${form.key}x` })).status).to.equal(404);
      for (const _ of [1, 2]) expect((await guest.submit('/portal/pay-again', form)).text).to.include('https://till.example/');
      const attempts = (await rows('payment_attempt')).filter((row) => row.customer_id === customer.id);
      expect(attempts.map((row) => Number(row.amount_minor))).to.deep.equal([12_100, 12_100]);
      const again = attempts.find(({ id }) => id !== attempt.id);
      await guest.get(`/pay/${String(again?.id)}/cancel?key=${String(again?.return_key)}`);
      const second = await guest.submit('/portal/pay-again', form);
      expect(second.text).to.include('Try again');
      const third = await guest.submit('/portal/pay-again', { payment: pressed(second.text, 'payment'), key: pressed(second.text, 'key') });
      expect(third.text).to.include('https://till.example/');
      await aPayment(app(), customer.id, 12_100);
      const paid = await guest.submit('/portal/pay-again', { payment: String(again?.id), key: String(again?.return_key) });
      expect([paid.status, paid.text.includes('till.example')]).to.deep.equal([422, false]);
    });

    it('says how to pay from a bank, where the company has named its account', async () => {
      const { invoice } = await aPortalCustomer(app());
      aTill();
      const guest = new AdminBrowser(app().url);
      const address = await linkTo(invoice.id);
      expect((await guest.get(address)).text).not.to.include('Bank transfer');
      const settings = app().container.resolve(DOCUMENT_SETTINGS_SERVICE);
      const issuer = { iban: 'CZ6508000000192000145399', bic: 'GIBACZPX' };
      await app().write((tx) => settings.write(tx, { issuer }));
      const { text } = await guest.get(address);
      expect(text).to.include('Bank transfer').and.include('CZ65 0800 0000 1920 0014 5399').and.include('GIBACZPX');
    });

    it('says what a gateway takes, and asks only for what is left', async () => {
      aTill({ minimumMinor: 20_000 });
      const { invoice, customer } = await aPortalCustomer(app());
      await aPayment(app(), customer.id, 2100);
      const guest = new AdminBrowser(app().url);
      const { text } = await guest.get(await linkTo(invoice.id));
      expect(text).to.include('€100.00').and.include('Amounts from €200.00.');
      const form = { gateway: 'till', key: pressed(text, 'key'), once: 'once' };
      const refused = await guest.submit('/portal/pay-link', form);
      expect([refused.status, refused.text.includes('This cannot be paid in this way')]).to.deep.equal([422, true]);
    });
  },
  (configuration) => ({ ...configuration, web: { ...configuration.web, publicUrl: 'http://tapline.test' } }),
);
