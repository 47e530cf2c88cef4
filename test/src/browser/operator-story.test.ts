import { forEachDatabase, TestApplication } from '@tapline/core/testing';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { requireTool } from '../tools.js';
import { complaintsOf, isChromiumThere, launchChromium, VARIANTS } from './chromium.js';

const PASSWORD = 'a much better password';
const PAGES = [
  '/',
  '/customers',
  '/customers/new',
  '/invoices',
  '/drafts',
  '/drafts/new',
  '/payments',
  '/billing',
  '/reports',
  '/reports/open-invoices',
  '/ledger/months',
  '/messages',
  '/settings/documents',
  '/online',
  '/plans',
  '/plans/new',
  '/routers',
  '/routers/new',
  '/networks',
  '/networks/new',
  '/radius-log',
  '/addons',
  '/addons/prepaid',
  '/failed-events',
  '/jobs',
  '/audit',
  '/admins',
  '/account',
];

forEachDatabase((database) => {
  describe(`An operator in a real browser, on ${database.name}`, function story() {
    this.timeout(120_000);
    let app: TestApplication;
    let browser: Browser;
    let page: Page;
    let complaints: readonly string[] = [];

    before(async function setUp() {
      requireTool(this, 'chromium', isChromiumThere);
      app = await TestApplication.start(await database.createMigrated(), '2030-09-02T08:00:00Z');
      browser = await launchChromium();
      page = await (await browser.newContext(VARIANTS.light.options)).newPage();
      complaints = complaintsOf(page);
    });
    after(async () => {
      await browser?.close();
      await app?.stop();
      await database.close();
    });
    afterEach(() => expect(complaints).to.deep.equal([]));

    const open = (path: string) => page.goto(app.url + path);
    const fill = (label: string, text: string) => page.getByLabel(label, { exact: true }).fill(text);
    const press = (name: string | RegExp) => page.getByRole('main').getByRole('button', { name }).first().click();
    const text = () => page.getByRole('main').innerText();

    it('signs in with the password of the first start and has to choose another', async () => {
      const [, oneTimePassword] = /admin \/ (\S+)/.exec(app.announcement.join('\n')) ?? [];
      await open('/customers');
      await page.locator('input[name=login]').fill('admin');
      await page.locator('input[name=password]').fill(String(oneTimePassword));
      await page.locator('button[type=submit]').first().click();
      await page.waitForURL(/\/account\/password/);
      await page.locator('input[name=current]').fill(String(oneTimePassword));
      await page.locator('input[name=next]:not([type=hidden])').fill(PASSWORD);
      await page.locator('input[name=repeated]').fill(PASSWORD);
      await page.locator('form:has(input[name=current]) button[type=submit]').click();
      await page.waitForURL((url) => !url.pathname.startsWith('/account'));
    });

    it('sets up a plan, a router and a network by their forms', async () => {
      await open('/plans/new');
      await page.locator('input[name=name]').fill('Internet 5M');
      await page.locator('input[name=priceMinor]').fill('40.00');
      await page.locator('input[name=downloadBitsPerSecond]').fill('5');
      await page.locator('input[name=uploadBitsPerSecond]').fill('1');
      await press(/save|create|add/i);
      expect(await text())
        .to.include('Internet 5M')
        .and.include('€40.00');

      await open('/routers/new');
      await page.locator('input[name=name]').fill('north');
      await page.locator('input[name=address]').fill('127.0.0.1');
      await page.locator('input[name=secret]').fill('a-long-shared-secret');
      await press(/save|create|add/i);
      await open('/routers');
      expect(await text()).to.include('north');

      await open('/networks/new');
      await page.locator('input[name=name]').fill('Customers');
      await page.locator('input[name=cidr]').fill('10.20.0.1/24');
      await press(/save|create|add/i);
      expect(await text(), 'the entered network is kept and explained').to.match(/did you mean 10\.20\.0\.0\/24/);
      await page.locator('input[name=cidr]').fill('10.20.0.0/24');
      await press(/save|create|add/i);
      expect(await text()).to.include('10.20.0.0/24');
    });

    it('adds a prepaid customer with a service, whose line is shut until it is paid', async () => {
      await open('/customers/new');
      await fill('Name', 'Jan <b>Novák</b> & Co');
      await page.locator('select[name=billingType]').selectOption('prepaid');
      await press(/save|create|add/i);
      await page.waitForURL(/\/customers\/\d+$/);
      await page
        .getByRole('link', { name: /add a service/i })
        .first()
        .click();
      const plan = page.locator('select[name=planId] option', { hasText: 'Internet 5M' });
      await page.locator('select[name=planId]').selectOption(String(await plan.getAttribute('value')));
      await page.locator('input[name=login]').fill('novak');
      await page.locator('input[name=password]').fill('modem password');
      await page.locator('select[name="ipv4.mode"]').selectOption('pool');
      await press(/save|create|add/i);
      await page.waitForURL(/\/customers\/\d+#/);
      await app.settle();
      await page.reload();
      const shown = await text();
      expect(shown).to.include('Jan <b>Novák</b> & Co').and.include('10.20.0.1').and.match(/shut/i).and.include('pay €1.33 to go on');
    });

    it('takes a payment once although the button is pressed twice', async () => {
      const { pathname: customerPath } = new URL(page.url());
      await page
        .getByRole('link', { name: /take a payment/i })
        .first()
        .click();
      await page.locator('input[name=amountMinor]').fill('20.00');
      await page
        .getByRole('main')
        .getByRole('button', { name: /take|record|save|pay/i })
        .first()
        .dblclick();
      await page.getByText(/€20\.00 from .* is recorded/).waitFor();
      await page.waitForURL((url) => url.pathname === customerPath);
      await app.settle();
      await open(customerPath);
      const shown = await text();
      expect(shown)
        .to.include('€18.67')
        .and.match(/14 days left/)
        .and.match(/open/i)
        .and.match(/Internet 5M, September 2030/);
      expect(shown.match(/\+€20\.00/g), 'one line in the statement').to.have.length(1);
    });

    it('finds the customer while typing', async () => {
      await open('/customers');
      await page.getByRole('main').getByRole('searchbox').first().pressSequentially('novak');
      await page.waitForURL(/novak/, { timeout: 3000 }).catch(() => undefined);
      await page.getByRole('main').getByRole('link', { name: /Novák/ }).first().waitFor();
    });

    // How a page looks is no matter of the database.
    for (const [name, { theme, options }] of database.name === 'SQLite' ? Object.entries(VARIANTS) : []) {
      it(`sees every page whole and without a complaint of the browser: ${name}`, async () => {
        const context = await browser.newContext({ ...options, storageState: await page.context().storageState() });
        await context.addCookies([{ name: 'tapline_theme', value: theme, url: app.url }]);
        const variant = await context.newPage();
        const found = complaintsOf(variant);
        const customer = new URL(
          await page
            .locator('main a[href^="/customers/1"]')
            .first()
            .evaluate((link) => (link as unknown as { href: string }).href),
        ).pathname;
        for (const path of [
          ...PAGES,
          customer,
          `${customer}/edit`,
          `${customer}/payments/new`,
          `${customer}/services/new`,
          `${customer}/statement`,
          `/drafts/new?customer=${customer.split('/').at(-1)}`,
        ]) {
          const response = await variant.goto(app.url + path);
          expect(response?.status(), path).to.equal(200);
          const { theme: shownTheme, overflow } = (await variant.evaluate(`({
            theme: document.documentElement.dataset.bsTheme,
            overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
          })`)) as { theme: string; overflow: number };
          expect(shownTheme, path).to.equal(theme);
          expect(overflow, `${path} is wider than the window`).to.be.at.most(0);
        }
        expect(found).to.deep.equal([]);
        await context.close();
      });
    }
  });
});
