import { type AddonSettings, invalid, type Plan } from '@tapline/sdk';
import { expect } from 'chai';
import { CONTRIBUTIONS } from '../kernel/addons/contribution-registry.js';
import { addonOwner } from '../kernel/hooks/owner.js';
import { aPlan, forEachApplication, rejection } from '../testing/index.js';
import { AdminBrowser } from '../web/admin/testing/admin-browser.js';
import { PLAN_SERVICE } from './plan-service.js';

forEachApplication('Settings of add-ons on plans', '2026-11-02T09:00:00Z', (app) => {
  let check: (settings: Readonly<Record<string, unknown>>) => void;
  let summary: (settings: Readonly<Record<string, unknown>>) => string | undefined;
  let plan: Plan;

  beforeEach(async () => {
    check = () => undefined;
    summary = ({ grams }) => (grams === undefined ? undefined : `${Number(grams)} g`);
    plan = await aPlan(app());
    app()
      .container.resolve(CONTRIBUTIONS)
      .add(addonOwner('scale', 'Scale'))
      .planSection({
        title: 'Weight',
        settings: { type: 'object', properties: { grams: { type: 'integer' } }, additionalProperties: false },
        check: (settings) => check(settings),
        summary: (settings) => summary(settings),
      });
  });

  const change = (changes: { readonly name?: string; readonly addonSettings?: AddonSettings }): Promise<Plan> =>
    app().write((tx) => app().container.resolve(PLAN_SERVICE).change(tx, plan.id, changes));

  it('are refused in the words of the add-on, with their field', async () => {
    check = () => {
      throw invalid('SCALE_TOO_HEAVY', 'it breaks the scale', 'grams');
    };
    const refusal = await rejection(change({ addonSettings: { scale: { grams: 7 } } }));
    expect(refusal).to.include({ code: 'SCALE_TOO_HEAVY', message: 'it breaks the scale', field: 'addonSettings.scale.grams' });
  });

  it('name the add-on whose check fails, and leave the plan to be changed in all else', async () => {
    await change({ addonSettings: { scale: { grams: 7 } } });
    check = () => {
      throw new RangeError('the spring is broken');
    };
    const refusal = await rejection(change({ addonSettings: { scale: { grams: 8 } } }));
    expect(refusal).to.include({
      code: 'ADDON_CALL_FAILED',
      message: 'the check of settings on plans of the add-on scale failed: the spring is broken',
    });
    const changed = await change({ name: 'Renamed', addonSettings: { scale: { grams: 7 } } });
    expect(changed).to.deep.include({ name: 'Renamed', addonSettings: { scale: { grams: 7 } } });
  });

  it('stand in the list of plans in the words of the add-on, and nothing does where it does not say or cannot', async () => {
    await change({ addonSettings: { scale: { grams: 7 } } });
    const browser = await AdminBrowser.signedIn(app());
    expect((await browser.get('/plans')).text).to.include('Weight: 7 g');
    expect((await browser.get(`/plans/${plan.id}/edit`)).text)
      .to.include('7 g')
      .and.not.to.include('of the add-on scale');
    summary = () => {
      throw new RangeError('the spring is broken');
    };
    expect((await browser.get('/plans')).text).not.to.include('Weight');
    await change({ addonSettings: { scale: {} } });
    summary = () => undefined;
    expect((await browser.get('/plans')).text).not.to.include('Weight');
    expect((await browser.get(`/plans/${plan.id}/edit`)).text).to.include('of the add-on scale');
  });
});
