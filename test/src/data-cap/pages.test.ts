import { AdminBrowser, aService, forEachApplication, PLAN_SERVICE } from '@tapline/core/testing';
import { expect } from 'chai';
import { CappedLine, GB } from './capped-line.js';

const PLAN = { name: 'Capped', priceMinor: '40.00', downloadBitsPerSecond: '100', uploadBitsPerSecond: '100' };

forEachApplication('The pages of data caps', '2026-11-02T09:00:00Z', (app) => {
  it('keep the cap on the plan, and say beside the field what is wrong with it', async () => {
    const browser = await AdminBrowser.signedIn(app());
    expect((await browser.get('/plans/new')).text).to.include('Data in a period');
    const cap = (settings: Readonly<Record<string, string>>) =>
      Object.fromEntries(Object.entries(settings).map(([key, value]) => [`addonSettings.data-cap.${key}`, value]));
    const common = { period: 'week', anchor: 'calendar', direction: 'both', rollover: 'none', rolloverPeriods: '1', notifyOf: 'total' };
    const wrong = await browser.submit('/plans', { ...PLAN, ...cap({ ...common, amount: '10 GB', steps: '120% block' }) });
    expect(wrong.status).to.equal(422);
    expect(wrong.text).to.include('is no step; write it like');
    const done = await browser.submit('/plans', { ...PLAN, ...cap({ ...common, amount: '10 GB', steps: '80% slow 2M/1M\r\n100% block' }) });
    expect(done.status).to.equal(303);
    const plans = await app().view((tx) => app().container.resolve(PLAN_SERVICE).list(tx));
    expect(plans.find(({ name }) => name === 'Capped')?.addonSettings['data-cap']).to.deep.include({
      amount: '10 GB',
      period: 'week',
      steps: ['80% slow 2M/1M', '100% block'],
    });
  });

  it('show who is shut, what a line has left, and what more traffic would do', async () => {
    const line = await CappedLine.on(app(), { amount: '10 GB' });
    await line.downloads(9n * GB);
    const browser = await AdminBrowser.signedIn(app());
    const customer = (await browser.get(`/customers/${line.customerId}`)).text;
    expect(customer).to.include('1 GB left of 10 GB');
    const asked = await browser.submit('/addons/data-cap/run/simulate', { service: line.login, download: '2 GB', upload: '0 B', at: '' });
    expect(asked.status).to.equal(200);
    expect(asked.text).to.include('the line is blocked').and.to.include('reject');
    expect((await browser.submit('/addons/data-cap/run/simulate', { service: 'nobody', download: '2 GB', upload: '0 B' })).text).to.include(
      'no service with the login',
    );
    await line.downloads(2n * GB);
    const fleet = (await browser.get('/addons/data-cap/lines')).text;
    expect(fleet).to.include('Anna').and.to.include('Blocked').and.to.include('11 GB (110 %)');
  });

  it('try out other rules from those that a plan has', async () => {
    const line = await CappedLine.on(app(), { amount: '10 GB', steps: ['80% slow 2M/1M', '100% block'], windows: ['Mon-Fri 22-6 0.5'] });
    const { name } = await app().view((tx) => app().container.resolve(PLAN_SERVICE).get(tx, line.planId));
    const browser = await AdminBrowser.signedIn(app());
    expect((await browser.get('/plans')).text).to.include('Data cap: 10 GB a month: 80% slow 2M/1M, 100% block');
    const empty = (await browser.get('/addons/data-cap/run/dry-run')).text;
    const href = `/addons/data-cap/run/dry-run?plan=${encodeURIComponent(name)}`;
    expect(empty).to.include(`href="${href}"`).and.not.to.include('value="10 GB"');
    const filled = (await browser.get(href)).text;
    expect(filled)
      .to.include('value="10 GB"')
      .and.to.match(/>80% slow 2M\/1M\r?\n100% block</)
      .and.to.include('>Mon-Fri 22-6 0.5<')
      .and.to.match(new RegExp(`<option[^>]*selected[^>]*>${name}<`));
  });

  it('show over-use that is charged beside what a line has, not as if all was well', async () => {
    const line = await CappedLine.on(app(), { amount: '10 GB', steps: ['100% charge 1.00 per 1 GB'] }, { billingType: 'recurring' });
    await line.downloads(11_500_000_000n);
    const browser = await AdminBrowser.signedIn(app());
    expect((await browser.get(`/customers/${line.customerId}`)).text)
      .to.include('tl-tone-warning')
      .and.to.include('Over-use charged')
      .and.to.match(/2 GB over the limit, each 1 GB at .*1\.00/);
  });

  it('list lines by what they have used, with their logins, by state and in pages', async () => {
    const line = await CappedLine.on(app(), { amount: '10 GB' }, { login: 'first.line' });
    for (let each = 1; each <= 50; each++) {
      await aService(app(), { planId: line.planId, customerId: line.customerId, status: 'active', login: `line.${each}` });
    }
    await app().settle();
    await line.downloads(9n * GB);
    const browser = await AdminBrowser.signedIn(app());
    const shown = async (query: string): Promise<readonly string[]> =>
      [...(await browser.get(`/addons/data-cap/lines${query}`)).text.matchAll(/>(first\.line|line\.\d+)</g)].map(([, login]) =>
        String(login),
      );
    const first = await shown('');
    expect([first.length, first[0]]).to.deep.equal([50, 'first.line']);
    const second = await shown('?page=2');
    expect(second).to.have.length(1);
    expect(new Set([...first, ...second])).to.have.property('size', 51);
    expect(await shown('?state=near')).to.deep.equal(['first.line']);
    expect(await shown('?state=blocked')).to.deep.equal([]);
    const { text } = await browser.get('/addons/data-cap/lines?state=open');
    expect(text)
      .to.include('1–50 of 50 lines')
      .and.to.match(/Near the limit\s*<small>1</)
      .and.to.match(/All\s*<small>51</);
  });

  it('take the time of a simulation on the company’s clocks, and show it so', async () => {
    const line = await CappedLine.on(app(), { amount: '10 GB' });
    const browser = await AdminBrowser.signedIn(app());
    expect((await browser.get('/addons/data-cap/run/simulate')).text).to.match(/<input[^>]*type="datetime-local"[^>]*name="at"/);
    const ask = (at: string) =>
      browser.submit('/addons/data-cap/run/simulate', { service: line.login, download: '2 GB', upload: '0 B', at });
    // In Prague it is an hour later than in UTC.
    expect((await ask('2026-11-30T20:00')).text)
      .to.include('datetime="2026-11-30T19:00:00.000Z"')
      .and.to.include('30 Nov 2026, 20:00');
    expect((await ask('noon')).text).to.include('is not an instant; write it like 2026-11-22 14:05');
  });

  it('are for those who may see customers', async () => {
    const reader = await AdminBrowser.signedIn(app(), ['radius.read']);
    expect((await reader.get('/addons/data-cap/run/simulate')).status).to.equal(403);
  });
});
