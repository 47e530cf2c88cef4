import { AdminBrowser, forEachApplication, NOTIFICATION_SETTINGS, PLAN_SERVICE, rejection, WORDING_SERVICE } from '@tapline/core/testing';
import { expect } from 'chai';
import { CappedLine, GB } from './capped-line.js';

const KIND = 'data-cap.threshold';

forEachApplication('The wording of what a capped line is told', '2026-11-02T09:00:00Z', (app) => {
  const wordings = () => app().container.resolve(WORDING_SERVICE);
  const word = (name: string) =>
    app().write((tx) =>
      wordings().add(tx, KIND, {
        name,
        template: { subject: `${name}: {{ percent }}`, text: '{{ left }} left', short: '{{ left }} left' },
      }),
    );
  const simulated = async (line: CappedLine, download: string) =>
    (await line.ask<{ readonly notifications: readonly string[] }>('simulate', { service: line.login, download })).notifications;

  it('is the one that its plan names, and for a threshold that names one its own', async () => {
    await word('Gold');
    await word('Gold: over');
    const notifyAtPercents = ['50', '80 email', '100 email sms: Gold: over'];
    const line = await CappedLine.on(app(), { amount: '10 GB', notifyWording: 'Gold', notifyAtPercents });
    expect(await simulated(line, '5 GB')).to.deep.equal(['at 50 % in the wording "Gold"']);
    await line.carries(5n * GB);
    await line.carries(3n * GB);
    expect(await simulated(line, '2 GB')).to.deep.equal(['at 100 % by email and sms in the wording "Gold: over"']);
    await line.carries(2n * GB);
    expect(await line.messages()).to.deep.equal(['Gold: 50', 'Gold: 80', 'Gold: over: 100']);
  });

  it('of the message that the balance does not pay for more is the one that its plan names for that', async () => {
    const template = { subject: 'Gold: pay {{ priceMinor | money }}', text: 'Pay.', short: 'Pay.' };
    await app().write((tx) => wordings().add(tx, 'data-cap.unpaid', { name: 'Gold', template }));
    const settings = { amount: '10 GB', steps: ['100% charge 1.00 per 1 GB'], notifyAtPercents: [], unpaidWording: 'Gold' };
    const line = await CappedLine.on(app(), settings, { billingType: 'prepaid', priceMinor: 0 });
    await line.pays(100);
    await line.carries(11n * GB);
    await line.carries(1n);
    expect((await line.messages()).join()).to.match(/^Gold: pay .*1\.00/);
  });

  it('is the ordinary one once the one that its plan names is gone, and the simulation says so', async () => {
    const gold = await word('Gold');
    const line = await CappedLine.on(app(), { amount: '10 GB', notifyWording: 'Gold' });
    await app().write((tx) => wordings().remove(tx, KIND, gold.id));
    expect(await simulated(line, '8 GB')).to.deep.equal(['at 80 % in the ordinary words, as the wording "Gold" is not there']);
    await line.carries(8n * GB);
    expect(await line.messages()).to.deep.equal(['80 % of your data is used']);
  });

  it('is refused on the plan with its field when there is none of that name', async () => {
    await word('Gold');
    const { planId } = await CappedLine.on(app(), { amount: '10 GB' });
    const change = (settings: Readonly<Record<string, unknown>>) =>
      rejection(
        app().write((tx) =>
          app()
            .container.resolve(PLAN_SERVICE)
            .change(tx, planId, { addonSettings: { 'data-cap': { amount: '10 GB', ...settings } } }),
        ),
      );
    expect(await change({ notifyWording: 'gold' })).to.include({
      code: 'PLAN_WORDING_UNKNOWN',
      field: 'addonSettings.data-cap.notifyWording',
      message: 'the message "Data is running out" has no wording "gold"; make it under Messages (there are: Gold)',
    });
    const threshold = await change({ notifyAtPercents: ['80: Gold', '100 sms: Silver'] });
    expect(threshold).to.include({ code: 'PLAN_WORDING_UNKNOWN', field: 'addonSettings.data-cap.notifyAtPercents' });
    expect(threshold.message).to.include('no wording "Silver"');
  });

  it('is chosen in the plan form, and its page says which plans name it', async () => {
    await word('Gold');
    const browser = await AdminBrowser.signedIn(app());
    expect((await browser.get('/plans/new')).text).to.match(/<select[^>]*name="addonSettings.data-cap.notifyWording"[\s\S]*?>Gold</);
    const plan = { name: 'Golden', priceMinor: '40.00', downloadBitsPerSecond: '100', uploadBitsPerSecond: '100' };
    const cap = {
      amount: '10 GB',
      period: 'month',
      anchor: 'calendar',
      direction: 'both',
      rollover: 'none',
      rolloverPeriods: '1',
      notifyOf: 'total',
    };
    const settings = { ...cap, steps: '100% block', notifyAtPercents: '80\r\n100: Gold' };
    const form = Object.fromEntries(Object.entries(settings).map(([key, value]) => [`addonSettings.data-cap.${key}`, value]));
    expect((await browser.submit('/plans', { ...plan, ...form })).status).to.equal(303);
    expect((await browser.get(`/messages/kinds/${KIND}`)).text).to.include('It is named by Golden');
  });
});

forEachApplication(
  'The ordinary wording of what a capped line is told',
  '2026-11-02T09:00:00Z',
  (app) => {
    it('leads to the portal, and has what the plan says besides also where it is short', async () => {
      const settings = app().container.resolve(NOTIFICATION_SETTINGS);
      for (const id of [KIND, 'data-cap.unpaid']) {
        const { kind, template } = await app().view((tx) => settings.get(tx, id));
        const words = { description: 'what the plan says besides', example: 'The shop sells more.' };
        const { text, short } = settings.preview({ ...kind, variables: { ...kind.variables, words } }, template);
        expect(text, id).to.include('The shop sells more.').and.include('https://tapline.example/portal');
        expect(short, id).to.include('. The shop sells more. ');
      }
    });
  },
  (configuration) => ({ ...configuration, web: { ...configuration.web, publicUrl: 'https://tapline.example/' } }),
);
