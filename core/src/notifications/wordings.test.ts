import type { NotificationTemplate } from '@tapline/sdk';
import { expect } from 'chai';
import { CONTRIBUTIONS } from '../kernel/addons/contribution-registry.js';
import { sqlOf } from '../kernel/database/database-transaction.js';
import { CORE_OWNER } from '../kernel/hooks/owner.js';
import { aCustomer, forEachApplication, rejection } from '../testing/index.js';
import { NOTIFICATION_SETTINGS } from './notification-module.js';
import { NOTIFICATION_SERVICE } from './notification-service.js';
import { WORDING_SERVICE } from './wording-service.js';

const LIMIT = {
  id: 'test.limit',
  title: 'Limit',
  when: 'The test wants it.',
  variables: { percent: { description: 'what is reached', example: 80 } },
  template: { subject: '{{ percent }} % is used', text: 'Used: {{ percent }} %', short: '{{ percent }} %' },
  hasWordings: true,
};
const PLAIN = { ...LIMIT, id: 'test.plain', title: 'Plain', hasWordings: false };
const FRIENDLY: NotificationTemplate = { subject: 'Hello, {{ customer.name }}', text: 'That was {{ percent }} %', short: 'Hello' };

forEachApplication('The wordings of a message', '2026-10-05T08:00:00Z', (app) => {
  beforeEach(() => {
    const contribute = app().container.resolve(CONTRIBUTIONS).add(CORE_OWNER);
    contribute.notificationKind(LIMIT);
    contribute.notificationKind(PLAIN);
  });

  const wordings = () => app().container.resolve(WORDING_SERVICE);
  const notifications = () => app().container.resolve(NOTIFICATION_SERVICE);
  const add = (name: string, template: NotificationTemplate = FRIENDLY, kind = LIMIT.id) =>
    app().write((tx) => wordings().add(tx, kind, { name, template }));
  const names = () => app().view((tx) => notifications().wordings(tx, LIMIT.id));
  /** What a customer is told who is to get it in this wording. */
  const told = async (wording?: string, values: Readonly<Record<string, number>> = { percent: 80 }) => {
    const { id } = await aCustomer(app(), { name: 'Ann', email: 'ann@isp.example' });
    const named = wording === undefined ? {} : { wording };
    await app().write((tx) => notifications().want(tx, { kind: LIMIT.id, customerId: id, key: id, values, ...named }));
    const [message] = await app().view((tx) => notifications().list(tx, { customerId: id, limit: 1 }));
    if (!message) throw new Error('nothing was wanted');
    return { subject: message.subject, text: message.content.text, wording: message.content.wording, reason: message.reason };
  };

  it('are sent where they are named, and the kind’s own words where none is', async () => {
    await add('Friendly');
    expect(await told('Friendly')).to.deep.include({
      subject: 'Hello, Ann',
      text: 'That was 80 %',
      wording: { name: 'Friendly', isMissing: false },
    });
    expect(await told()).to.deep.include({ subject: '80 % is used', wording: undefined });
  });

  it('that are gone are noted with the message, which has the kind’s own words as admins have set them', async () => {
    const { id } = await add('Friendly');
    const own = { ...LIMIT.template, subject: 'So much: {{ percent }} %' };
    await app().write((tx) => app().container.resolve(NOTIFICATION_SETTINGS).change(tx, LIMIT.id, { template: own }));
    await app().write((tx) => wordings().remove(tx, LIMIT.id, id));
    expect(await told('Friendly')).to.deep.include({ subject: 'So much: 80 %', wording: { name: 'Friendly', isMissing: true } });
    expect(await names()).to.deep.equal([]);
    expect(await rejection(app().write((tx) => wordings().remove(tx, LIMIT.id, id)))).to.include({ code: 'NOTIFICATION_WORDING_UNKNOWN' });
  });

  it('are changed for what is wanted from then on, and keep their name', async () => {
    const { id } = await add('Friendly');
    await app().write((tx) => wordings().change(tx, LIMIT.id, id, { template: { ...FRIENDLY, subject: 'Good day' } }));
    expect((await told('Friendly')).subject).to.equal('Good day');
    expect(await names()).to.deep.equal(['Friendly']);
  });

  it('begin as the kind is worded now, and are listed by name', async () => {
    const own = { ...LIMIT.template, subject: 'So much' };
    await app().write((tx) => app().container.resolve(NOTIFICATION_SETTINGS).change(tx, LIMIT.id, { template: own }));
    await app().write((tx) => wordings().add(tx, LIMIT.id, { name: ' stern ' }));
    await add('Friendly');
    expect(await names()).to.deep.equal(['Friendly', 'stern']);
    expect((await told('stern')).subject).to.equal('So much');
    expect([...(await app().view((tx) => wordings().countByKind(tx)))]).to.deep.equal([[LIMIT.id, 2]]);
  });

  it('have a name of their own, whatever its capitals', async () => {
    await add('Friendly');
    expect(await rejection(add('  FRIENDLY '))).to.include({ code: 'NOTIFICATION_WORDING_TAKEN', field: 'name' });
    for (const name of ['  ', 'x'.repeat(61), 'two\nlines']) {
      expect(await rejection(add(name))).to.include({ code: 'NOTIFICATION_WORDING_INVALID', field: 'name' });
    }
    expect(await names()).to.deep.equal(['Friendly']);
  });

  it('are refused when they cannot be rendered, and where nobody names one', async () => {
    const wrong = { ...FRIENDLY, text: '{{ precent }}' };
    expect(await rejection(add('Wrong', wrong))).to.include({ code: 'NOTIFICATION_TEMPLATE_INVALID', field: 'text' });
    const { id } = await add('Friendly');
    const change = app().write((tx) => wordings().change(tx, LIMIT.id, id, { template: wrong }));
    expect(await rejection(change)).to.include({ code: 'NOTIFICATION_TEMPLATE_INVALID', field: 'text' });
    expect(await rejection(add('Friendly', FRIENDLY, PLAIN.id))).to.include({ code: 'NOTIFICATION_WORDINGS_NOT_NAMED' });
    expect(await rejection(add('Friendly', FRIENDLY, 'test.none'))).to.include({ code: 'NOTIFICATION_KIND_UNKNOWN' });
  });

  it('that cannot be made for one customer are named in the message’s place', async () => {
    await add('Friendly');
    expect((await told('Friendly', {})).reason).to.match(/undefined variable: percent.*; correct the wording "Friendly"$/);
  });

  it('leave a trace of who has made, changed and removed them', async () => {
    const { id } = await add('Friendly');
    await app().write((tx) => wordings().change(tx, LIMIT.id, id, { template: FRIENDLY }));
    await app().write((tx) => wordings().remove(tx, LIMIT.id, id));
    const rows = (await app().view((tx) =>
      sqlOf(tx)('audit_record').where('subject', `notification:${LIMIT.id}`).orderBy('id').select('action', 'details'),
    )) as { readonly action: string; readonly details: string }[];
    expect(rows.map(({ action, details }) => [action, (JSON.parse(details) as { wording: string }).wording])).to.deep.equal([
      ['notification.add-wording', 'Friendly'],
      ['notification.change-wording', 'Friendly'],
      ['notification.remove-wording', 'Friendly'],
    ]);
  });
});
