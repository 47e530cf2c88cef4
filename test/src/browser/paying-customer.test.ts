import {
  ACCESS_SERVICE,
  aCustomer,
  aPlan,
  aService,
  BILL_SERVICE,
  forEachDatabase,
  newId,
  openAmounts,
  PAY_LINKS,
  PORTAL_LOGINS,
  ROUTER_SERVICE,
} from '@tapline/core/testing';
import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { FakeRouter } from '../end-to-end/fake-router.js';
import { PayPalStory, PUBLIC_URL } from '../paypal/paypal-story.js';
import { requireTool } from '../tools.js';
import { closeWindow, complaintsOf, isChromiumThere, launchChromium, VARIANTS } from './chromium.js';

const PASSWORD = 'a password for tests';
const SECRET = 'correct-horse';
const ONLINE_WITHIN_MS = 5000;
/** Where the pictures go, for people to look at; none are made unless it is set. */
const PICTURES = process.env.TAPLINE_TEST_PICTURES;

interface Debtor {
  readonly customerId: string;
  readonly serviceId: string;
  readonly invoiceId: string;
  readonly login: string;
}

forEachDatabase((database) => {
  describe(`Somebody who is blocked and pays by PayPal with a phone, on ${database.name}`, function paying() {
    this.timeout(120_000);
    let story: PayPalStory;
    let router: FakeRouter;
    let routerId: string;
    let browser: Browser;
    let context: BrowserContext;
    let page: Page;
    let complaints: readonly string[] = [];
    let debtors: Debtor[] = [];

    before(async function setUp() {
      requireTool(this, 'chromium', isChromiumThere);
      story = await PayPalStory.begin(database);
      router = await FakeRouter.listen(SECRET);
      const draft = { name: 'north', address: '127.0.0.1', secret: SECRET, coaPort: router.port };
      routerId = (await story.app.write((tx) => story.app.container.resolve(ROUTER_SERVICE).create(tx, draft))).id;
      for (let number = 1; number <= 7; number++) debtors.push(await aDebtor(`debtor${number}`));
      // Bills are due after a day, and blocked on the next.
      await story.app.moveTo(story.app.nowMs + 3 * 24 * 60 * 60_000);
      for (const debtor of debtors) await logsInToTheGarden(debtor);
      browser = await launchChromium({ hosts: `MAP tapline.test ${new URL(story.app.url).host}` });
    });
    beforeEach(async () => {
      context = await browser.newContext({ ...VARIANTS.phone.options, locale: 'en-GB' });
      page = await context.newPage();
      complaints = complaintsOf(page);
    });
    afterEach(async () => {
      await context?.close();
      expect(complaints).to.deep.equal([]);
    });
    after(async () => {
      await browser?.close();
      router?.close();
      await story?.end();
      await database.close();
    });

    async function aDebtor(login: string): Promise<Debtor> {
      const { app } = story;
      const billingSettings = { paymentDueDays: 1, graceDays: 0 };
      const { id: customerId } = await aCustomer(app, { name: `Customer ${login}`, billingType: 'recurring', billingSettings });
      const { id: planId } = await aPlan(app, { name: `Internet of ${login}` });
      const { id: serviceId } = await aService(app, { customerId, planId, login: `line-${login}` });
      const [invoice] = await app.write((tx) => app.container.resolve(BILL_SERVICE).billNow(tx, customerId));
      await app.write((tx) => app.container.resolve(PORTAL_LOGINS).set(tx, customerId, { login, password: PASSWORD }));
      return { customerId, serviceId, invoiceId: invoice?.id ?? '', login };
    }

    /** As who is blocked comes back: into the walled garden. */
    async function logsInToTheGarden({ login, serviceId }: Debtor): Promise<void> {
      await story.app.write(async ({ sql }) => {
        const [access] = (await sql('service_access').where('service_id', serviceId)) as { readonly grant_digest: string }[];
        await sql('radius_session').insert({
          id: newId(),
          granted_digest: access?.grant_digest,
          identity: login,
          generation: 1,
          router_id: routerId,
          acct_session_id: login,
          service_id: serviceId,
          login: `line-${login}`,
          started_at_ms: story.app.nowMs,
          last_seen_ms: story.app.nowMs,
          session_seconds: 0,
          download_octets: 0,
          upload_octets: 0,
        });
      });
    }

    const next = (): Debtor => {
      const [debtor, ...others] = debtors;
      if (!debtor) throw new Error('there are too few debtors');
      debtors = others;
      return debtor;
    };

    const isOpen = async ({ serviceId }: Debtor): Promise<boolean> =>
      (await story.app.view((tx) => story.app.container.resolve(ACCESS_SERVICE).access(tx, serviceId))).isAllowed;

    async function signIn({ login }: Debtor): Promise<void> {
      await page.goto(`${PUBLIC_URL}/portal`);
      await page.locator('input[name=login]').fill(login);
      await page.locator('input[name=password]').fill(PASSWORD);
      await page.locator('form[action="/portal/sign-in"] button[type=submit]').tap();
      await page.waitForURL(`${PUBLIC_URL}/portal`);
    }

    const text = (): Promise<string> => page.getByRole('main').innerText();
    const picture = async (name: string): Promise<void> => {
      if (PICTURES) await page.screenshot({ path: `${PICTURES}/paying-${name}.png`, fullPage: true });
    };

    async function toPayPal(): Promise<void> {
      await page.locator('button[name=gateway][value=paypal]').tap();
      await page.waitForURL(/checkoutnow/);
    }

    /** The router hears of the line within five seconds, and the line is open. */
    async function isOnlineAgain(debtor: Debtor, since: number): Promise<void> {
      const from = performance.now();
      while (!router.requests.slice(since).some(({ userName }) => userName === `line-${debtor.login}`)) {
        if (performance.now() - from > ONLINE_WITHIN_MS) throw new Error('the router was not told');
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(await isOpen(debtor)).to.equal(true);
      expect(await openAmounts(story.app, debtor.customerId)).to.deep.equal([]);
      expect((await story.payments(debtor.customerId)).map(({ method }) => method)).to.deep.equal(['paypal']);
    }

    it('signs in, sees what is owed, pays, is back, paid, and online again', async () => {
      const debtor = next();
      expect(await isOpen(debtor)).to.equal(false);
      await signIn(debtor);
      expect(await text())
        .to.include('To pay')
        .and.include('Your connection is shut');
      await picture('home');
      const before = router.requests.length;
      await toPayPal();
      await page.locator('#approve').tap();
      await page.waitForURL(/\/portal\/payment\?payment=/);
      expect(await text()).to.include('Thank you, your payment has arrived.');
      await picture('paid');
      await isOnlineAgain(debtor, before);
      await page.goto(`${PUBLIC_URL}/portal`);
      expect(await text())
        .to.include('Nothing to pay')
        .and.not.include('Your connection is shut');
    });

    it('is told so where the payment was given up, and can pay again', async () => {
      const debtor = next();
      await signIn(debtor);
      await toPayPal();
      await page.locator('#cancel').tap();
      await page.waitForURL(/\/portal\/payment\?payment=/);
      expect(await text()).to.include('The payment was cancelled and nothing was taken.');
      await picture('cancelled');
      expect(await isOpen(debtor)).to.equal(false);
      const before = router.requests.length;
      await page.getByRole('link', { name: 'Try again' }).tap();
      await page.waitForURL(/\/portal\/pay\b/);
      await picture('pay');
      await toPayPal();
      await page.locator('#approve').tap();
      await page.waitForURL(/\/portal\/payment\?payment=/);
      await isOnlineAgain(debtor, before);
    });

    it('may close the window at every step: before and at PayPal nothing is taken, after paying a message brings it', async () => {
      const debtor = next();
      await signIn(debtor);
      await page.locator('button[name=gateway][value=paypal]').tap({ noWaitAfter: true });
      await closeWindow(page);
      page = await context.newPage();
      await page.goto(`${PUBLIC_URL}/portal/pay`);
      await toPayPal();
      await closeWindow(page);
      await story.app.moveTo(story.app.nowMs + 5 * 60_000);
      expect([await isOpen(debtor), await story.payments(debtor.customerId)]).to.deep.equal([false, []]);
      page = await context.newPage();
      await page.goto(`${PUBLIC_URL}/portal/pay`);
      const before = router.requests.length;
      await toPayPal();
      await page.locator('#approve-and-stay').tap();
      await page.waitForURL(/do=approve-and-stay/);
      await closeWindow(page);
      await story.deliver(story.lastEvent('CHECKOUT.ORDER.APPROVED'));
      await isOnlineAgain(debtor, before);
    });

    it('may close the window after paying where no message comes: the job that asks brings it', async () => {
      const debtor = next();
      await signIn(debtor);
      await toPayPal();
      await page.locator('#approve-and-stay').tap();
      await page.waitForURL(/do=approve-and-stay/);
      await closeWindow(page);
      const before = router.requests.length;
      await story.app.moveTo(story.app.nowMs + 3 * 60_000);
      await isOnlineAgain(debtor, before);
    });

    it('sees what became of it in another browser than the one that went to pay', async () => {
      const debtor = next();
      await signIn(debtor);
      await toPayPal();
      await context.clearCookies();
      const before = router.requests.length;
      await page.locator('#approve').tap();
      await page.waitForURL(/\/portal\/payment\/back\?/);
      expect(await text())
        .to.include('Thank you, your payment has arrived.')
        .and.not.include(`Customer ${debtor.login}`);
      await isOnlineAgain(debtor, before);
    });

    it('needs no login with the link of a mail', async () => {
      const debtor = next();
      const { secretValues } = await story.app.write((tx) => story.app.container.resolve(PAY_LINKS).forMessage(tx, debtor.invoiceId));
      await page.goto(secretValues?.payLink ?? '');
      expect(await text())
        .to.include('Invoice')
        .and.not.include(`Customer ${debtor.login}`);
      await picture('link');
      const before = router.requests.length;
      await toPayPal();
      await page.locator('#approve').tap();
      await page.waitForURL(/\/pay\/[0-9a-z]{26}\/return/);
      expect(await text()).to.include('Thank you, your payment has arrived.');
      await picture('guest-paid');
      await isOnlineAgain(debtor, before);
      await page.goto(`${PUBLIC_URL}/portal/blocked`);
      await picture('blocked');
    });

    it('may try again where it came to nothing by the link of a mail', async () => {
      const debtor = next();
      const { secretValues } = await story.app.write((tx) => story.app.container.resolve(PAY_LINKS).forMessage(tx, debtor.invoiceId));
      await page.goto(secretValues?.payLink ?? '');
      await toPayPal();
      await page.locator('#cancel').tap();
      await page.waitForURL(/\/pay\/[0-9a-z]{26}\/cancel/);
      await picture('guest-cancelled');
      const before = router.requests.length;
      await page.getByRole('button', { name: 'Try again' }).tap();
      await page.waitForURL(/checkoutnow/);
      await page.locator('#approve').tap();
      await page.waitForURL(/\/pay\/[0-9a-z]{26}\/return/);
      expect(await text()).to.include('Thank you, your payment has arrived.');
      await isOnlineAgain(debtor, before);
    });
  });
});
