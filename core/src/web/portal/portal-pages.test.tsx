import { invalid, type PortalView, type QuotaState, type Transaction } from '@tapline/sdk';
import { expect } from 'chai';
import { PORTAL_LOGINS } from '../../accounts/portal/portal-login-service.js';
import { CUSTOMER_SERVICE } from '../../customers/customer-service.js';
import { FOLLOW_UP_SERVICE } from '../../documents/follow-ups/follow-up-service.js';
import { CONTRIBUTIONS } from '../../kernel/addons/contribution-registry.js';
import { sqlOf } from '../../kernel/database/database-transaction.js';
import { CORE_OWNER } from '../../kernel/hooks/owner.js';
import { newId } from '../../kernel/ids/id.js';
import { SECRET_BOX } from '../../kernel/security/secret-box.js';
import { NOTIFICATION_SERVICE } from '../../notifications/notification-service.js';
import { withSecretValues } from '../../notifications/secret-values.js';
import { PAYMENT_SERVICE } from '../../payments/payment-service.js';
import { aPayment, forEachApplication } from '../../testing/index.js';
import { AdminBrowser } from '../admin/testing/admin-browser.js';
import { aPortalCustomer, PORTAL_PASSWORD, signedIn } from './testing/portal-story.js';

forEachApplication(
  'the portal',
  '2026-05-04T08:00:00Z',
  (app) => {
    it('is entered by login and password, with a cookie of its own that scripts cannot read', async () => {
      const { login } = await aPortalCustomer(app());
      const browser = new AdminBrowser(app().url);
      expect((await browser.get('/portal')).location).to.equal('/portal/sign-in');
      const wrong = await browser.submit('/portal/sign-in', { login, password: 'wrong' });
      expect(wrong.status).to.equal(422);
      expect(wrong.text).to.include('The login or the password is wrong.').and.include(`value="${login}"`);
      const right = await browser.submit('/portal/sign-in', { login, password: PORTAL_PASSWORD });
      expect([right.status, right.location]).to.deep.equal([303, '/portal']);
      const cookie = right.headers.getSetCookie().find((line) => line.startsWith('tapline_portal_session='));
      expect(cookie).to.match(/path=\/portal;.*samesite=lax; httponly/);
      expect((await browser.get('/customers')).location, 'the admin interface').to.match(/^\/sign-in/);
      await browser.submit('/portal/sign-out');
      expect((await browser.get('/portal')).location).to.equal('/portal/sign-in');
    });

    it('is slowed down after five wrong tries, and refuses forms of other sites', async () => {
      const story = await aPortalCustomer(app());
      const browser = new AdminBrowser(app().url);
      const tryIt = (password: string) => browser.submit('/portal/sign-in', { login: story.login, password });
      for (let attempt = 1; attempt <= 5; attempt++) expect((await tryIt('wrong')).status).to.equal(422);
      expect((await tryIt(PORTAL_PASSWORD)).status).to.equal(429);
      const other = await signedIn(app(), await aPortalCustomer(app()));
      const foreign = await other.submit('/portal/account', { email: 'x@example.com' }, { 'Sec-Fetch-Site': 'cross-site' });
      expect(foreign.status).to.equal(403);
      expect(foreign.text).to.include('WEB_CROSS_ORIGIN').and.not.include('Dashboard');
    });

    it('is entered again by a link from the mail, and says nothing of who has a login', async () => {
      const { customer, login } = await aPortalCustomer(app());
      const browser = new AdminBrowser(app().url);
      const [known, unknown] = [
        await browser.submit('/portal/forgotten', { login }),
        await browser.submit('/portal/forgotten', { login: 'nobody' }),
      ];
      expect([known.status, known.text]).to.deep.equal([unknown.status, unknown.text]);
      const [message] = await app().view((tx) =>
        app().container.resolve(NOTIFICATION_SERVICE).list(tx, { customerId: customer.id, kind: 'portal.password-reset', limit: 5 }),
      );
      const { text } = withSecretValues(message?.content ?? { text: '', html: '', short: '' }, app().container.resolve(SECRET_BOX));
      const [, path = ''] = /http:\/\/portal\.example(\/portal\/password\?key=[\w-]+)/.exec(text) ?? [];
      const key = path.split('key=')[1] ?? '';
      expect((await browser.get(path)).status).to.equal(200);
      const choose = (password: string, repeated = password) => browser.submit('/portal/password', { key, password, repeated });
      expect((await choose('my own password', 'another one here')).text).to.include('not the same as the new password');
      expect((await choose('short')).text).to.include('10 to 200 characters');
      expect((await choose('my own password')).location).to.equal('/portal');
      expect((await browser.get('/portal')).text).to.include('Your password is saved.');
      expect((await browser.get(path)).status, 'once').to.equal(410);
      expect((await new AdminBrowser(app().url).submit('/portal/sign-in', { login, password: 'my own password' })).status).to.equal(303);
    });

    it('says no day until which somebody may go on whose line is shut already', async () => {
      const story = await aPortalCustomer(app());
      const outlook = { summary: 'x', tone: 'bad', daysLeft: 0, blocksOn: '2026-05-05' } as const;
      const contribute = app().container.resolve(CONTRIBUTIONS).add(CORE_OWNER);
      contribute.billingType({ id: 'spent', title: 'Spent', description: '', settings: {}, outlook: () => Promise.resolve(outlook) });
      await app().write((tx) => app().container.resolve(CUSTOMER_SERVICE).change(tx, story.customer.id, { billingType: 'spent' }));
      expect((await (await signedIn(app(), story)).get('/portal')).text)
        .to.include('0 days')
        .and.not.match(/until [45] May 2026/);
    });

    for (const [balance, language, said] of [
      [0, 'en', ['€1.33', 'It opens your connection.', 'Pay €1.33 to go on']],
      [0, 'cs', ['1,33', 'Po zaplacení se připojení otevře.', 'K pokračování zaplaťte']],
      [40, 'cs', ['K vašim', '0,40', 'po zaplacení se připojení otevře', '1,33']],
      [0, 'es', ['1,33', 'Al pagarlo se abre su conexión.', 'para continuar']],
      [40, 'es', ['Además de los', '0,40', 'Pague']],
    ] as const) {
      it(`says what to pay to who is shut for want of money, in ${language} and with ${balance} on the balance`, async () => {
        const story = await aPortalCustomer(app());
        await aPayment(app(), story.customer.id, 12_100 + balance);
        const outlook = { summary: 'x', tone: 'bad', daysLeft: 0, blocksOn: '2026-05-05', missingMinor: 133 } as const;
        const contribute = app().container.resolve(CONTRIBUTIONS).add(CORE_OWNER);
        contribute.billingType({ id: 'spent', title: 'Spent', description: '', settings: {}, outlook: () => Promise.resolve(outlook) });
        await app().write((tx) => app().container.resolve(CUSTOMER_SERVICE).change(tx, story.customer.id, { billingType: 'spent' }));
        const browser = await signedIn(app(), story);
        browser.cookies.set('tapline_language', language);
        const { text } = await browser.get('/portal');
        for (const words of said) expect(text).to.include(words);
        expect(text).not.to.match(/Nothing to pay|Nic k zaplacení|Nada que pagar/);
      });
    }

    it('shows what is owed, whether one is online, how long it lasts and what was used', async () => {
      const story = await aPortalCustomer(app());
      const browser = await signedIn(app(), story);
      const outlook = { summary: 'x', tone: 'warning', daysLeft: 3, blocksOn: '2026-05-08' } as const;
      const contribute = app().container.resolve(CONTRIBUTIONS).add(CORE_OWNER);
      contribute.billingType({ id: 'counting', title: 'Counting', description: '', settings: {}, outlook: () => Promise.resolve(outlook) });
      await app().write((tx) => app().container.resolve(CUSTOMER_SERVICE).change(tx, story.customer.id, { billingType: 'counting' }));
      await app().write((tx) =>
        sqlOf(tx)('radius_session').insert({
          id: newId(),
          identity: newId(),
          generation: 0,
          router_id: newId(),
          acct_session_id: '81',
          service_id: story.service.id,
          login: story.service.login,
          ipv4_address: '10.9.8.7',
          started_at_ms: app().nowMs - 3_600_000,
          last_seen_ms: app().nowMs,
          session_seconds: 3600,
          download_octets: 1,
          upload_octets: 1,
        }),
      );
      const home = await browser.get('/portal');
      expect(home.text).to.include('€121.00').and.include(story.invoice.number).and.include('Online').and.include('3 days');
      expect(home.text).to.include('until 7 May 2026').and.include('7\u00a0GB').and.include('<svg');
      expect((await browser.get('/portal/services')).text)
        .to.include('10.9.8.7')
        .and.include('€40.00');
      expect((await browser.get('/portal/usage?days=7')).text)
        .to.include('Last 7 days')
        .and.include('7\u00a0GB');
      await app().write((tx) =>
        app()
          .container.resolve(PAYMENT_SERVICE)
          .record(tx, { customerId: story.customer.id, amountMinor: 13_000, method: 'cash' }, { idempotencyKey: 'one' }),
      );
      expect((await browser.get('/portal')).text)
        .to.include('Credit')
        .and.include('€9.00')
        .and.not.include('Invoices to pay');
    });

    it('shows what is left of a line’s data, and all the rest when the meter fails', async () => {
      const story = await aPortalCustomer(app());
      const browser = await signedIn(app(), story);
      let isBroken = false;
      let state: QuotaState = {
        serviceId: story.service.id,
        period: { fromMs: app().nowMs, untilMs: Date.parse('2026-06-01T00:00:00Z') },
        sources: [
          { kind: 'plan', title: 'Plan', octets: 10_000_000_000n, leftOctets: 500_000_000n, expiresAtMs: null, grantId: null },
          { kind: 'grant', title: 'Top-up', octets: 5_000_000_000n, leftOctets: 2_500_000_000n, expiresAtMs: null, grantId: 'g' },
        ],
        usedOctets: 12_000_000_000n,
        leftOctets: 3_000_000_000n,
        overusedOctets: 0n,
        isExhausted: false,
        exhaustedSinceMs: null,
      };
      app()
        .container.resolve(CONTRIBUTIONS)
        .add(CORE_OWNER)
        .quotaMeter({ id: 'cap', title: 'Cap', state: () => (isBroken ? Promise.reject(new Error('no luck')) : Promise.resolve(state)) });
      for (const path of ['/portal', '/portal/services']) {
        expect((await browser.get(path)).text, path)
          .to.include('3\u00a0GB')
          .and.include('of 15\u00a0GB')
          .and.include('width:20%');
      }
      state = { ...state, leftOctets: 0n, isExhausted: true, overusedOctets: 1_500_000_000n };
      expect((await browser.get('/portal')).text)
        .to.include('tl-tone-bad')
        .and.to.include('1.5\u00a0GB over the limit')
        .and.not.to.include('costs');
      state = { ...state, overuse: { unitOctets: 1_000_000_000n, priceMinor: 200 } };
      expect((await browser.get('/portal')).text)
        .to.include('tl-tone-warning')
        .and.to.include('Over the limit each started 1\u00a0GB costs €2.00.');
      isBroken = true;
      const { status, text } = await browser.get('/portal');
      expect(status).to.equal(200);
      expect(text).to.include('€121.00').and.not.include('Data left');
    });

    it('pays what is owed through the gateways of add-ons: there, back and once', async () => {
      const story = await aPortalCustomer(app());
      const browser = await signedIn(app(), story);
      expect((await browser.get('/portal')).text).not.to.include('action="/portal/pay"');
      let back = '';
      app()
        .container.resolve(CONTRIBUTIONS)
        .add({ ...CORE_OWNER, id: 'till' })
        .paymentGateway({
          kind: 'redirect',
          id: 'till',
          title: 'Till',
          description: 'Cards and more.',
          obstacle: () => null,
          start: ({ attempt, returnUrl }) => {
            back = returnUrl;
            return Promise.resolve({
              kind: 'redirect',
              reference: attempt.id,
              url: 'https://till.example/pay?a=1',
              expiresAtMs: app().nowMs + 3_600_000,
            });
          },
          settle: ({ attempt }) =>
            Promise.resolve({
              attempt: { id: attempt.id },
              captures: [{ reference: 'c1', status: 'completed', amountMinor: attempt.totalMinor, currency: attempt.currency }],
            }),
        });
      const home = (await browser.get('/portal')).text;
      expect(home).to.include('Pay by Till').and.include('value="121.00"').and.include('Cards and more.');
      const [, key = ''] = /name="key" value="([^"]+)"/.exec(home) ?? [];
      for (const amount of ['0', '-5', 'much']) {
        const wrong = await browser.submit('/portal/pay', { gateway: 'till', amount, key });
        expect([wrong.status, wrong.text.includes('This must be an amount over 0.')], amount).to.deep.equal([422, true]);
      }
      const pay = () => browser.submit('/portal/pay', { gateway: 'till', amount: '121.00', key });
      const [leaving, again] = [await pay(), await pay()];
      for (const answer of [leaving, again]) {
        expect([answer.status, answer.headers.get('refresh')], /alert-heading">([^<]*)/.exec(answer.text)?.[1]).to.deep.equal([
          200,
          '0; url=https://till.example/pay?a=1',
        ]);
      }
      const { pathname, search } = new URL(back);
      const { location } = await browser.get((await browser.get(pathname + search)).location ?? '');
      expect(location).to.match(/^\/portal\/payment\?payment=/);
      expect((await browser.get(location ?? '')).text)
        .to.include('Thank you, your payment has arrived.')
        .and.include('€121.00');
      expect((await browser.get('/portal')).text).to.include('Nothing to pay');
      expect((await browser.get('/portal/documents')).text).to.include('Paid');
    });

    it('says why a line is shut', async () => {
      const story = await aPortalCustomer(app(), { status: 'blocked' });
      const browser = await signedIn(app(), story);
      expect((await browser.get('/portal')).text)
        .to.include('Your connection is shut')
        .and.include('The customer is blocked.');
      browser.cookies.set('tapline_language', 'cs');
      expect((await browser.get('/portal')).text)
        .to.include('co je třeba zaplatit')
        .and.not.include('The customer is blocked.');
    });

    it('leads from signing in to the page that was wanted, and to no other site', async () => {
      const { login, invoice } = await aPortalCustomer(app());
      const wanted = `/portal/pay?document=${invoice.id}`;
      const browser = new AdminBrowser(app().url);
      const { location } = await browser.get(wanted);
      const { text } = await browser.get(location ?? '');
      expect(text).to.include(`name="next" value="${wanted}"`);
      const wrong = await browser.submit('/portal/sign-in', { login, password: 'wrong', next: wanted });
      expect(wrong.text).to.include(`name="next" value="${wanted}"`);
      for (const [next, led] of [
        ['https://evil.example/portal/', '/portal'],
        ['//evil.example/portal/', '/portal'],
        ['/customers', '/portal'],
        ['/portal/sign-out', '/portal'],
        [wanted, wanted],
      ] as const) {
        const other = new AdminBrowser(app().url);
        expect((await other.submit('/portal/sign-in', { login, password: PORTAL_PASSWORD, next })).location, next).to.equal(led);
      }
    });

    it('has invoices and receipts as PDF, and the statement as page, PDF and CSV', async () => {
      const story = await aPortalCustomer(app());
      const browser = await signedIn(app(), story);
      expect((await browser.get('/portal/documents')).text)
        .to.include(story.invoice.number)
        .and.include('To pay');
      for (const path of [`/portal/documents/${story.invoice.id}/pdf`, '/portal/statement.pdf']) {
        const { headers, text } = await browser.get(path);
        expect([headers.get('content-type'), text.slice(0, 5)], path).to.deep.equal(['application/pdf', '%PDF-']);
      }
      await aPayment(app(), story.customer.id, 2100);
      const documents = (await browser.get('/portal/documents')).text;
      const receiptOf = /action="(\/portal\/payments\/\w{26}\/receipt)"/.exec(documents)?.[1] ?? '';
      const [first, again] = [await browser.submit(receiptOf), await browser.submit(receiptOf)];
      expect(again.location).to.equal(first.location);
      expect((await browser.get(first.location ?? '')).text.slice(0, 5)).to.equal('%PDF-');
      expect((await browser.get('/portal/documents')).text).to.include('Receipt');
      const other = await signedIn(app(), await aPortalCustomer(app()));
      expect((await other.submit(receiptOf)).status).to.equal(404);
      const czech = (await browser.get('/portal/statement', { 'Accept-Language': 'cs' })).text;
      expect(czech)
        .to.include(`Faktura ${story.invoice.number}`)
        .and.include('Platba, Hotově')
        .and.not.include('Invoice')
        .and.not.include('Payment');
      expect((await browser.get('/portal/statement.csv')).text).to.include('-121.00');
      expect((await browser.get('/portal/statement')).text).to.include('-€121.00');
      const wrong = await browser.get('/portal/statement?from=2026-05-04&to=2026-05-01');
      expect([wrong.status, wrong.text.includes('not two days in their order')]).to.deep.equal([422, true]);
      const gone = await browser.get('/portal/documents/nothing/pdf');
      expect(gone.status).to.equal(404);
      expect(gone.text).to.include('it is not yours').and.not.include('Dashboard');
    });

    it('calls an invoice that was given back whole cancelled, and not paid', async () => {
      const story = await aPortalCustomer(app());
      const browser = await signedIn(app(), story);
      const credit = (tx: Transaction) =>
        app()
          .container.resolve(FOLLOW_UP_SERVICE)
          .credit(tx, story.invoice.id, {}, { idempotencyKey: `credit:${story.invoice.id}` });
      await app().write(credit);
      expect((await browser.get('/portal/documents')).text)
        .to.include('Cancelled')
        .and.not.include('>Paid<');
    });

    it('takes contact data and a new password, keeps what was typed when it is wrong, and logs who it was', async () => {
      const story = await aPortalCustomer(app());
      const browser = await signedIn(app(), story);
      const wrong = await browser.submit('/portal/account', { email: 'not an address', phone: '+420 1', address: 'Praha' });
      expect(wrong.status).to.equal(422);
      expect(/id="field-email-error">([^<]*)</.exec(wrong.text)?.[1]).to.equal('This must be an e-mail address.');
      expect(wrong.text).to.include('value="not an address"').and.include('value="+420 1"');
      const right = await browser.submit('/portal/account', {
        email: 'new@example.com',
        phone: '',
        address: 'Praha',
        name: 'Somebody',
        status: 'inactive',
      });
      expect(right.location).to.equal('/portal/account');
      const customer = await app().view((tx) => app().container.resolve(CUSTOMER_SERVICE).get(tx, story.customer.id));
      expect(customer).to.deep.include({ ...story.customer, email: 'new@example.com', phone: null, address: 'Praha' });
      const told = await app().view((tx) => app().container.resolve(NOTIFICATION_SERVICE).list(tx, { customerId: customer.id, limit: 50 }));
      const ofAddress = told.filter(({ kind }) => kind === 'portal.address-changed');
      expect(ofAddress.map(({ address }) => address)).to.deep.equal([story.customer.email]);
      const admin = await AdminBrowser.signedIn(app());
      expect((await admin.get(`/audit?subject=customer:${customer.id}`)).text)
        .to.include('customer.change')
        .and.include(customer.name);
      const change = (current: string) =>
        browser.submit('/portal/account/password', { current, next: 'my next password', repeated: 'my next password' });
      expect(/id="field-current-error">([^<]*)</.exec((await change('wrong')).text)?.[1]).to.equal('This is not your current password.');
      expect((await change(PORTAL_PASSWORD)).location).to.equal('/portal/account');
      expect((await browser.get('/portal/account')).text).to.include('Your password is changed');
    });

    it('speaks the language that was chosen, or else the browser’s', async () => {
      const browser = await signedIn(app(), await aPortalCustomer(app()));
      const czech = await browser.get('/portal', { 'Accept-Language': 'cs-CZ,cs;q=0.9' });
      expect(czech.text).to.include('<html lang="cs"').and.include('K zaplacení').and.include('121,00\u00a0€');
      const chosen = await browser.submit('/portal/language', { language: 'es', next: '/portal/usage' });
      expect(chosen.location).to.equal('/portal/usage');
      expect((await browser.get('/portal', { 'Accept-Language': 'cs' })).text)
        .to.include('<html lang="es"')
        .and.include('A pagar');
      expect((await browser.submit('/portal/language', { language: 'xx', next: 'https://evil.example' })).location).to.equal('/');
    });

    it('has the widgets and pages of add-ons, given who is signed in; of one that fails only that it failed', async () => {
      const story = await aPortalCustomer(app());
      const browser = await signedIn(app(), story);
      const seen: Omit<PortalView, 'tx'>[] = [];
      const contribute = app()
        .container.resolve(CONTRIBUTIONS)
        .add({ ...CORE_OWNER, id: 'shop' });
      contribute.portalWidget({
        id: 'fine',
        title: { en: 'Offers', cs: 'Nabídky' },
        render: ({ customer, language }) => {
          seen.push({ customer, language });
          return Promise.resolve(<p>Only for {customer.name}</p>);
        },
      });
      contribute.portalWidget({ id: 'throws', title: 'Broken', render: () => Promise.reject(new Error('a secret reason')) });
      contribute.portalWidget({ id: 'empty', title: 'Nothing', render: () => Promise.resolve(undefined) });
      contribute.portalPage({
        path: 'buy',
        title: 'Buy',
        icon: 'package',
        render: ({ query }) => Promise.resolve(<form method="post">{query.what ?? 'anything'}</form>),
        submit: ({ form, customer }) => {
          if (form.amount === '0') throw invalid('SHOP_AMOUNT', 'buy more than nothing', 'amount');
          return Promise.resolve({ message: `Bought by ${customer.name}` });
        },
      });
      const home = (await browser.get('/portal', { 'Accept-Language': 'cs' })).text;
      expect(home).to.include(`Only for ${story.customer.name}`).and.include('Nabídky').and.include('Tohle teď nejde zobrazit.');
      expect(home).not.to.include('a secret reason').and.not.include('Nothing');
      expect(home).to.include('href="/portal/more/shop/buy"');
      expect(seen.map(({ customer, language }) => [customer.id, language])).to.deep.equal([[story.customer.id, 'cs']]);
      expect((await browser.get('/portal/more/shop/buy?what=apples')).text).to.include('apples');
      expect((await browser.get('/portal/more/shop/sell')).status).to.equal(404);
      const refused = await browser.submit('/portal/more/shop/buy', { amount: '0' });
      expect([refused.status, refused.text.includes('Buy more than nothing.')]).to.deep.equal([422, true]);
      expect((await browser.submit('/portal/more/shop/buy', { amount: '1' })).location).to.equal('/portal/more/shop/buy');
      expect((await browser.get('/portal/more/shop/buy')).text).to.include(`Bought by ${story.customer.name}`);
    });

    it('is opened to a customer on the customer’s page, by an invitation or a password', async () => {
      const { customer } = await aPortalCustomer(app());
      const admin = await AdminBrowser.signedIn(app());
      const path = `/customers/${customer.number}/portal-login`;
      expect((await admin.get(`/customers/${customer.number}`)).text).to.include(`href="${path}"`);
      expect((await admin.submit(path, { login: 'two words' })).status).to.equal(422);
      expect((await admin.submit(path, { login: 'Eva', password: '' })).location).to.equal(path);
      expect((await admin.submit(`${path}/invite`)).location).to.equal(path);
      expect((await admin.get(path)).text)
        .to.include('An invitation is on its way')
        .and.include('value="eva"');
      await admin.submit(`${path}/off`);
      expect(await app().view((tx) => app().container.resolve(PORTAL_LOGINS).find(tx, customer.id))).to.equal(undefined);
      expect((await (await AdminBrowser.signedIn(app(), ['customers.read'])).get(path)).status).to.equal(403);
    });
  },
  (configuration) => ({ ...configuration, web: { ...configuration.web, publicUrl: 'http://portal.example' } }),
);
