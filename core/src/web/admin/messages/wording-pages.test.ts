import { expect } from 'chai';
import { CONTRIBUTIONS } from '../../../kernel/addons/contribution-registry.js';
import { addonOwner } from '../../../kernel/hooks/owner.js';
import { NOTIFICATION_SERVICE } from '../../../notifications/notification-service.js';
import { WORDING_SERVICE } from '../../../notifications/wording-service.js';
import { PLAN_SERVICE } from '../../../plans/plan-service.js';
import { aCustomer, aPlan, forEachApplication, rejection } from '../../../testing/index.js';
import { AdminBrowser } from '../testing/admin-browser.js';

const KIND = {
  id: 'scale.full',
  title: 'The scale is full',
  when: 'It is.',
  variables: { grams: { description: 'how much', example: 500 } },
  template: { subject: '{{ grams }} g', text: 'It has {{ grams }} g', short: '{{ grams }} g' },
  hasWordings: true,
};
const WORDS = { subject: 'So heavy', text: '{{ grams }} g are too much', html: '', short: 'Heavy' };
const PATH = `/messages/kinds/${KIND.id}`;

forEachApplication('The pages of wordings', '2026-10-05T08:00:00Z', (app) => {
  beforeEach(() => {
    const contribute = app().container.resolve(CONTRIBUTIONS).add(addonOwner('scale', 'Scale'));
    contribute.notificationKind(KIND);
    contribute.planSection({
      title: 'Scale',
      settings: {
        type: 'object',
        properties: { words: { type: 'string', title: 'Wording of the message', 'x-wording-of': KIND.id } },
        additionalProperties: false,
      },
      wordings: ({ words }) => (typeof words === 'string' ? [{ kind: KIND.id, wording: words, field: 'words' }] : []),
    });
  });

  const planWith = (words: string, name = 'Heavy users') => aPlan(app(), { name, addonSettings: { scale: { words } } });
  const plans = () => app().container.resolve(PLAN_SERVICE);

  it('add a wording that begins with the kind’s own words, show what it says, change and remove it', async () => {
    const browser = await AdminBrowser.signedIn(app());
    expect((await browser.get(PATH)).text).to.include('There is only the ordinary one');
    expect((await browser.get(`${PATH}/wordings/new`)).text)
      .to.include('It has {{ grams }} g')
      .and.to.include('It has 500 g');
    const preview = await browser.submit(`${PATH}/wordings`, { ...WORDS, name: 'Stern', action: 'preview' });
    expect(preview.text).to.include('500 g are too much').and.to.include('value="Stern"');
    const wrong = await browser.submit(`${PATH}/wordings`, { ...WORDS, name: 'Stern', text: '{{ garms }}' });
    expect(wrong.status).to.equal(422);
    expect(/id="field-text-error">([^<]*)</.exec(wrong.text)?.[1]).to.include('garms');
    expect((await browser.submit(`${PATH}/wordings`, { ...WORDS, name: 'Stern' })).location).to.equal(PATH);
    const twice = await browser.submit(`${PATH}/wordings`, { ...WORDS, name: 'stern' });
    expect(/id="field-name-error">([^<]*)</.exec(twice.text)?.[1]).to.include('already');
    const [stern] = await app().view((tx) => app().container.resolve(WORDING_SERVICE).list(tx, KIND.id));
    const page = `${PATH}/wordings/${stern?.id}`;
    expect((await browser.get('/messages/kinds')).text).to.include('1 wording more');
    expect((await browser.get(page)).text).to.include('500 g are too much');
    expect((await browser.submit(page, { ...WORDS, subject: 'Far too heavy' })).location).to.equal(PATH);
    expect((await browser.get(PATH)).text).to.include('Far too heavy');
    expect((await browser.submit(`${page}/remove`)).location).to.equal(PATH);
    expect((await browser.get(page)).status).to.equal(404);
  });

  it('say which plans name a wording, and which name one that is gone', async () => {
    const browser = await AdminBrowser.signedIn(app());
    await browser.submit(`${PATH}/wordings`, { ...WORDS, name: 'Stern' });
    await planWith('Stern');
    const [stern] = await app().view((tx) => app().container.resolve(WORDING_SERVICE).list(tx, KIND.id));
    const shown = (await browser.get(PATH)).text;
    expect(shown)
      .to.match(/data-confirm="[^"]*It is named by Heavy users/)
      .and.not.to.include('is not there');
    await browser.submit(`${PATH}/wordings/${stern?.id}/remove`);
    expect((await browser.get(PATH)).text)
      .to.match(/The wording .{1,6}Stern.{1,6} is not there/)
      .and.to.include('It is named by Heavy users');
  });

  it('offer the wordings there are on the plan, and refuse one that is not there', async () => {
    const browser = await AdminBrowser.signedIn(app());
    await browser.submit(`${PATH}/wordings`, { ...WORDS, name: 'Stern' });
    const { id } = await planWith('Stern');
    const field = async () =>
      /<select[^>]*name="addonSettings.scale.words"[\s\S]*?<\/select>/.exec((await browser.get(`/plans/${id}/edit`)).text)?.[0];
    expect(await field())
      .to.include('The ordinary one')
      .and.to.match(/<option value="Stern" selected>Stern</);
    const error = await rejection(app().write((tx) => plans().change(tx, id, { addonSettings: { scale: { words: 'Mild' } } })));
    expect(error).to.include({ code: 'PLAN_WORDING_UNKNOWN', field: 'addonSettings.scale.words' });
    expect(error.message).to.equal('the message "The scale is full" has no wording "Mild"; make it under Messages (there are: Stern)');
    expect(await rejection(planWith('Mild', 'Other'))).to.include({ code: 'PLAN_WORDING_UNKNOWN' });
    await app().write(async (tx) => {
      const [stern] = await app().container.resolve(WORDING_SERVICE).list(tx, KIND.id);
      await app()
        .container.resolve(WORDING_SERVICE)
        .remove(tx, KIND.id, stern?.id ?? '');
    });
    expect(await field()).to.match(/<option value="Stern" selected>Stern \(not there: the ordinary one is sent\)</);
    const plan = { name: 'Heavy users', priceMinor: '9.90', downloadBitsPerSecond: '5', uploadBitsPerSecond: '5' };
    const kept = await browser.submit(`/plans/${id}/edit`, { ...plan, 'addonSettings.scale.words': 'Stern' });
    expect(kept.status).to.equal(422);
    expect(/id="field-addonSettings-scale-words-error">([^<]*)</.exec(kept.text)?.[1]).to.include('there are none yet');
    expect((await browser.submit(`/plans/${id}/edit`, { ...plan, 'addonSettings.scale.words': '' })).location).to.equal('/plans');
  });

  it('say of a message in which wording it is, and when that was not there', async () => {
    const browser = await AdminBrowser.signedIn(app());
    await browser.submit(`${PATH}/wordings`, { ...WORDS, name: 'Stern' });
    const { id } = await aCustomer(app(), { email: 'ann@isp.example' });
    const notifications = app().container.resolve(NOTIFICATION_SERVICE);
    const page = async (wording: string) => {
      await app().write((tx) => notifications.want(tx, { kind: KIND.id, customerId: id, key: wording, values: { grams: 5 }, wording }));
      const messages = await app().view((tx) => notifications.list(tx, { customerId: id, limit: 5 }));
      return (await browser.get(`/messages/${messages.find(({ occasion }) => occasion === wording)?.id}`)).text;
    };
    expect(await page('Stern'))
      .to.include('5 g are too much')
      .and.not.to.include('was not there');
    expect(await page('Mild'))
      .to.include('It has 5 g')
      .and.to.match(/The wording .{1,6}Mild.{1,6} was not there: it has the ordinary words/);
  });

  it('are for those who manage messages, and for kinds whose senders name wordings', async () => {
    const reader = await AdminBrowser.signedIn(app(), ['customers.read']);
    expect((await reader.get(`${PATH}/wordings/new`)).status).to.equal(403);
    expect((await reader.submit(`${PATH}/wordings`, { ...WORDS, name: 'Stern' })).status).to.equal(403);
    const browser = await AdminBrowser.signedIn(app());
    expect((await browser.get('/messages/kinds/payment.received')).text).not.to.include('Further wordings');
    expect((await browser.submit('/messages/kinds/payment.received/wordings', { ...WORDS, text: 'x', name: 'Stern' })).text).to.include(
      'names no wordings',
    );
  });
});
