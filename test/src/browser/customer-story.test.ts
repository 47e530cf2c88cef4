import {
  aCustomer,
  aPlan,
  aService,
  DOCUMENT_SERVICE,
  forEachDatabase,
  PORTAL_LOGINS,
  TAX_SERVICE,
  TestApplication,
} from '@tapline/core/testing';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { requireTool } from '../tools.js';
import { complaintsOf, isChromiumThere, launchChromium, VARIANTS } from './chromium.js';

const PASSWORD = 'a password for tests';
const PAGES = ['/portal', '/portal/usage', '/portal/services', '/portal/documents', '/portal/statement', '/portal/account'];
/** Where the pictures go, for people to look at; none are made unless it is set. */
const PICTURES = process.env.TAPLINE_TEST_PICTURES;

forEachDatabase((database) => {
  describe(`A customer with a phone in the portal, on ${database.name}`, function story() {
    this.timeout(120_000);
    let app: TestApplication;
    let browser: Browser;
    let page: Page;
    let complaints: readonly string[] = [];

    before(async function setUp() {
      requireTool(this, 'chromium', isChromiumThere);
      app = await TestApplication.start(await database.createMigrated(), '2030-09-02T08:00:00Z');
      await aDebtor();
      browser = await launchChromium();
      page = await (await browser.newContext({ ...VARIANTS.phone.options, locale: 'es-ES' })).newPage();
      complaints = complaintsOf(page);
    });
    after(async () => {
      await browser?.close();
      await app?.stop();
      await database.close();
    });
    afterEach(() => expect(complaints).to.deep.equal([]));

    async function aDebtor(): Promise<void> {
      const customer = await aCustomer(app, { name: 'Jan <b>Novák</b> & Co', email: 'jan@example.com', phone: '+420 777 123 456' });
      const plan = await aPlan(app, { name: 'Internet 50M' });
      await aService(app, { customerId: customer.id, planId: plan.id, login: 'novak' });
      await app.write(async (tx) => {
        await app.container.resolve(PORTAL_LOGINS).set(tx, customer.id, { login: 'jan@example.com', password: PASSWORD });
        await app.container
          .resolve(TAX_SERVICE)
          .define(tx, { code: 'standard', title: 'VAT 21 %', ratePartsPerMillion: 210_000, validFrom: '2020-01-01' });
        const line = {
          description: 'Internet 50M, September',
          unitPriceMinor: 4000,
          isTaxIncluded: true,
          taxCode: 'standard',
          revenue: 'internet',
        } as const;
        const draft = { kind: 'invoice', customerId: customer.id, lines: [line] } as const;
        await app.container.resolve(DOCUMENT_SERVICE).issue(tx, draft, { idempotencyKey: 'september' });
      });
    }

    const text = () => page.getByRole('main').innerText();

    it('signs in, in the language of the phone', async () => {
      await page.goto(`${app.url}/portal`);
      expect(await text()).to.include('Iniciar sesión');
      await page.locator('input[name=login]').fill('Jan@Example.com');
      await page.locator('input[name=password]').fill(PASSWORD);
      await page.locator('form[action="/portal/sign-in"] button[type=submit]').tap();
      await page.waitForURL(`${app.url}/portal`);
      expect(await text())
        .to.include('Jan <b>Novák</b> & Co')
        .and.match(/40,00\s€/)
        .and.include('2030000001');
    });

    it('goes through all pages by the bar where the thumb is', async () => {
      const bar = page.getByRole('navigation');
      const places = { Consumo: 'usage', Servicios: 'services', Facturas: 'documents', Cuenta: 'account' };
      for (const [name, place] of Object.entries(places)) {
        const link = bar.getByRole('link', { name });
        // With the pages of add-ons there are more than the bar has room for.
        if (!(await link.isVisible())) await bar.getByText('Más').tap();
        await link.tap();
        await page.waitForURL(`${app.url}/portal/${place}`);
      }
    });

    it('changes the phone number and the language', async () => {
      await page.locator('input[name=phone]').fill('+420 111');
      await page.locator('form[action="/portal/account"] button[type=submit]').tap();
      await page.getByText('Sus datos de contacto están guardados.').waitFor();
      await page.getByRole('button', { name: 'Čeština' }).tap();
      await page.getByRole('heading', { name: 'Účet' }).waitFor();
      expect(await page.locator('input[name=phone]').inputValue()).to.equal('+420 111');
    });

    for (const [name, { theme, options }] of Object.entries(VARIANTS)) {
      it(`sees every page whole and without a complaint of the browser: ${name}`, async () => {
        const context = await browser.newContext({ ...options, storageState: await page.context().storageState() });
        await context.addCookies([{ name: 'tapline_theme', value: theme, url: app.url }]);
        const variant = await context.newPage();
        const found = complaintsOf(variant);
        for (const path of [...PAGES, '/portal/forgotten']) {
          const response = await variant.goto(app.url + path);
          expect(response?.status(), path).to.equal(200);
          const overflow = (await variant.evaluate(
            'document.documentElement.scrollWidth - document.documentElement.clientWidth',
          )) as number;
          expect(overflow, `${path} is wider than the window`).to.be.at.most(0);
          if (PICTURES) await variant.screenshot({ path: `${PICTURES}/${name}${path.replaceAll('/', '-')}.png`, fullPage: true });
        }
        expect(found).to.deep.equal([]);
        await context.close();
      });
    }
  });
});
