import type { NotificationChannel, NotificationMessage, NotificationOutcome } from '@tapline/sdk';
import { expect } from 'chai';
import { CUSTOMER_SERVICE } from '../customers/customer-service.js';
import { DOCUMENT_FILES } from '../documents/document-files.js';
import { CONTRIBUTIONS } from '../kernel/addons/contribution-registry.js';
import { DATABASE } from '../kernel/database/database.js';
import { addonOwner, CORE_OWNER } from '../kernel/hooks/owner.js';
import { SECRET_BOX } from '../kernel/security/secret-box.js';
import { PAYMENT_SERVICE } from '../payments/payment-service.js';
import { REFUND_SERVICE } from '../payments/refund-service.js';
import { aCustomer, forEachApplication, rejection, type TestApplication } from '../testing/index.js';
import type { Notification } from './notification.js';
import { NOTIFICATION_SETTINGS } from './notification-module.js';
import { NotificationSender } from './notification-sender.js';
import { NOTIFICATION_SERVICE } from './notification-service.js';
import { NotificationStore } from './notification-store.js';

/** A channel that takes what it is told to, and remembers what it was given. */
class Pager implements NotificationChannel {
  readonly id = 'pager';
  readonly title = 'Pager';
  readonly taken: NotificationMessage[] = [];
  answer: (message: NotificationMessage) => Promise<NotificationOutcome> = () => Promise.resolve({ kind: 'sent', reference: 'ok' });

  addressOf({ phone }: { readonly phone: string | null }): string | null {
    return phone;
  }

  obstacle(): null {
    return null;
  }

  send(message: NotificationMessage): Promise<NotificationOutcome> {
    this.taken.push(message);
    return this.answer(message);
  }
}

const FINE = {
  id: 'test.fine',
  title: 'Fine',
  when: 'The test wants it.',
  variables: { amountMinor: { description: 'how much', example: 500 }, day: { description: 'when', example: '2026-11-02' } },
  template: {
    subject: 'A fine of {{ amountMinor | money }}',
    text: 'Dear {{ customer.name }},\n\npay {{ amountMinor | money }} by {{ day | day }}.',
    short: 'Pay {{ amountMinor | money }}',
  },
  channels: ['pager'],
};

const WARNING = { ...FINE, id: 'test.warning', keepsAddress: true };

const LINKED = { ...FINE, id: 'test.linked', variables: { ...FINE.variables, link: { description: 'where to', example: 'https://…' } } };

forEachApplication('Messages to customers', '2026-10-05T08:00:00Z', (app) => {
  let pager: Pager;
  let realNowMs: number;
  beforeEach(() => {
    pager = new Pager();
    realNowMs = Date.now();
    const contribute = app().container.resolve(CONTRIBUTIONS).add(CORE_OWNER);
    contribute.notificationChannel(pager);
    contribute.notificationKind(FINE);
    contribute.notificationKind(LINKED);
    contribute.notificationKind(WARNING);
  });

  const service = () => app().container.resolve(NOTIFICATION_SERVICE);
  const want = (
    customerId: string,
    key: string,
    values: Readonly<Record<string, string | number>> = { amountMinor: 500, day: '2026-11-02' },
  ) => app().write((tx) => service().want(tx, { kind: FINE.id, customerId, key, values }));
  const history = (customerId: string) => app().view((tx) => service().list(tx, { customerId, limit: 10 }));
  const senderOf = (a: TestApplication) =>
    new NotificationSender({
      database: a.container.resolve(DATABASE),
      store: new NotificationStore(),
      secrets: a.container.resolve(SECRET_BOX),
      contributions: a.container.resolve(CONTRIBUTIONS),
      fileOf: (id) => a.container.resolve(DOCUMENT_FILES).pdf(id),
      clock: { nowMs: () => a.nowMs },
      logger: { info() {}, warn() {}, error() {}, debug() {} },
      realNowMs: () => realNowMs,
    });
  const send = () => senderOf(app()).work();
  /** What was concluded, whether by this test's sender or by the application's own. */
  const concluded = async (customerId: string): Promise<Notification> => {
    for (;;) {
      await send();
      const messages = await history(customerId);
      const [newest] = messages;
      if (newest && messages.every(({ state }) => state !== 'queued' && state !== 'sending')) return newest;
    }
  };

  it('are worded when they are wanted, and sent once however often they are wanted', async () => {
    const { id } = await aCustomer(app(), { name: 'Zoë <Ash>', phone: '+420 777 1' });
    await Promise.all([want(id, 'a'), want(id, 'a'), want(id, 'a')]);
    await Promise.all([concluded(id), concluded(id)]);
    await want(id, 'a');
    expect(pager.taken.map(({ address, subject, short }) => ({ address, subject, short }))).to.deep.equal([
      { address: '+420 777 1', subject: 'A fine of €5.00', short: 'Pay €5.00' },
    ]);
    expect(pager.taken[0]?.text).to.equal('Dear Zoë <Ash>,\n\npay €5.00 by 2 November 2026.');
    expect(pager.taken[0]?.html).to.contain('Dear Zoë &lt;Ash&gt;,').and.not.to.contain('<Ash>');
    expect(await history(id)).to.have.length(1);
    expect((await concluded(id)).state).to.equal('sent');
  });

  it('carry secret values to the customer, encrypted until then and in no history', async () => {
    const { id } = await aCustomer(app(), { phone: '1' });
    const template = { subject: 'Open {{ link }}', text: 'Open {{ link }} by {{ day | day }}', short: '{{ link }}' };
    await app().write((tx) => app().container.resolve(NOTIFICATION_SETTINGS).change(tx, LINKED.id, { template }));
    const values = { amountMinor: 1, day: '2026-11-02' };
    await app().write((tx) =>
      service().want(tx, { kind: LINKED.id, customerId: id, key: 'a', values, secretValues: { link: 'https://x/?a&$&' } }),
    );
    const [kept] = await history(id);
    expect(JSON.stringify(kept)).not.to.include('https');
    expect(kept?.content.text).to.equal('Open ‹link› by 2 November 2026');
    await concluded(id);
    expect(pager.taken[0]).to.include({
      text: 'Open https://x/?a&$& by 2 November 2026',
      short: 'https://x/?a&$&',
      subject: 'Open ‹link›',
    });
    expect(pager.taken[0]?.html).to.include('https://x/?a&amp;$&amp; by');
  });

  it('keep nobody who wants them waiting for a channel of an add-on that throws, or whose address is no text', async () => {
    const { id } = await aCustomer(app(), { phone: '420123456' });
    const contribute = app().container.resolve(CONTRIBUTIONS).add(addonOwner('broken', 'Broken'));
    const broken = {
      addressOf: (): string | null => {
        throw new Error('no list of addresses');
      },
      obstacle: (): string | null => null,
    };
    contribute.notificationChannel({
      id: 'broken',
      title: 'Broken',
      addressOf: () => broken.addressOf(),
      obstacle: () => broken.obstacle(),
      send: () => Promise.resolve(undefined as never),
    });
    await app().write((tx) =>
      app()
        .container.resolve(NOTIFICATION_SETTINGS)
        .change(tx, FINE.id, { channels: ['broken'] }),
    );
    const outcome = async (key: string): Promise<string> => {
      await want(id, key);
      const { state, reason, address } = await concluded(id);
      return [state, reason, address].join(' | ');
    };
    expect(await outcome('a')).to.equal('skipped | the customer has no address for Broken | ');
    broken.addressOf = () => 420_123_456 as never;
    expect(await outcome('b')).to.equal('skipped | the customer has no address for Broken | ');
    broken.addressOf = () => 'here';
    broken.obstacle = () => {
      throw new Error('no gateway');
    };
    expect(await outcome('c')).to.equal('skipped | it failed: no gateway | here');
    broken.obstacle = () => undefined as never;
    expect(await outcome('d')).to.match(/^skipped \| it failed: .* must be a text or null \| here$/);
    broken.obstacle = () => null;
    expect(await outcome('e')).to.match(/^uncertain \| the channel did not say what became of it/);
  });

  it('are tried again with growing pauses, and given up after the last', async () => {
    const { id } = await aCustomer(app(), { phone: '1' });
    let tries = 0;
    pager.answer = () => Promise.resolve({ kind: 'failed', reason: `busy ${++tries}` });
    await want(id, 'a');
    for (let step = 0; step < 12; step++) {
      realNowMs += 13 * 3_600_000;
      await send();
    }
    const [message] = await history(id);
    expect(message).to.include({ state: 'failed', tries: 7, reason: 'busy 7' });
    expect(pager.taken).to.have.length(7);
    pager.answer = () => Promise.resolve({ kind: 'sent', reference: 'r1' });
    await app().write((tx) => service().sendAgain(tx, message?.id ?? ''));
    expect(await concluded(id)).to.include({ state: 'sent', reference: 'r1' });
  });

  it('are not tried again when the other side will never take them', async () => {
    const { id } = await aCustomer(app(), { phone: '1' });
    pager.answer = () => Promise.resolve({ kind: 'refused', reason: 'no such pager' });
    await want(id, 'a');
    expect(await concluded(id)).to.include({ state: 'refused', reason: 'no such pager' });
    expect(pager.taken).to.have.length(1);
  });

  it('are shown as uncertain, and not sent twice, when the process died in the middle', async () => {
    const { id } = await aCustomer(app(), { phone: '1' });
    let began: () => void = () => undefined;
    const isBegun = new Promise<void>((resolve) => {
      began = resolve;
    });
    let end: () => void = () => undefined;
    pager.answer = () => {
      began();
      return new Promise((resolve) => {
        end = () => resolve({ kind: 'sent', reference: 'late' });
      });
    };
    await want(id, 'a');
    const dying = send();
    await isBegun;
    realNowMs += 10 * 60_000;
    await senderOf(app()).work();
    expect((await history(id))[0]).to.include({ state: 'uncertain' });
    end();
    await dying;
    expect((await history(id))[0]).to.include({ state: 'uncertain' });
    expect(pager.taken).to.have.length(1);
  });

  it('are shown as uncertain, and not sent twice, when a channel does not know whether one was taken', async () => {
    const { id } = await aCustomer(app(), { phone: '1' });
    pager.answer = () => Promise.resolve({ kind: 'uncertain', reason: 'the pager was lost' });
    await want(id, 'a');
    const reason = 'the pager was lost; look whether it has arrived before you send it again';
    expect(await concluded(id)).to.include({ state: 'uncertain', reason });
    realNowMs += 24 * 3_600_000;
    await send();
    expect(pager.taken).to.have.length(1);
    pager.answer = () => Promise.resolve({ kind: 'sent', reference: 'found' });
    await app().write(async (tx) => service().sendAgain(tx, (await history(id))[0]?.id ?? ''));
    expect(await concluded(id)).to.include({ state: 'sent', reference: 'found' });
  });

  it('go again to where they went first when they warn whoever is there', async () => {
    const { id } = await aCustomer(app(), { phone: 'old' });
    const values = { amountMinor: 500, day: '2026-11-02' };
    await app().write((tx) => service().want(tx, { kind: WARNING.id, customerId: id, key: 'a', values }));
    expect(await concluded(id)).to.include({ state: 'sent' });
    await app().write((tx) => app().container.resolve(CUSTOMER_SERVICE).change(tx, id, { phone: 'new' }));
    await app().write(async (tx) => service().sendAgain(tx, (await history(id))[0]?.id ?? ''));
    expect(await concluded(id)).to.include({ state: 'sent', address: 'old' });
    expect(pager.taken.map(({ address }) => address)).to.deep.equal(['old', 'old']);
  });

  it('leave a note where nobody can be reached, and change nothing of what they are about', async () => {
    const { id } = await aCustomer(app(), { phone: null });
    await want(id, 'a');
    expect((await history(id))[0]).to.include({ state: 'skipped', reason: 'the customer has no address for Pager' });
    expect(await rejection(app().write(async (tx) => service().sendAgain(tx, (await history(id))[0]?.id ?? '')))).to.include({
      code: 'NOTIFICATION_HAS_NO_ADDRESS',
    });
    const { id: other } = await aCustomer(app(), { phone: '1' });
    await want(other, 'b', { amountMinor: 5 });
    const [note] = await history(other);
    expect(note?.state).to.equal('skipped');
    expect(note?.reason).to.match(/the text cannot be made: undefined variable: day/);
    expect(pager.taken).to.have.length(0);
  });

  it('are worded by admins, whose templates are refused when they cannot be rendered', async () => {
    const settings = app().container.resolve(NOTIFICATION_SETTINGS);
    const change = (text: string) =>
      app().write((tx) => settings.change(tx, FINE.id, { template: { ...FINE.template, text }, channels: ['pager', 'email'] }));
    expect(await rejection(change('{{ amuontMinor }}'))).to.include({ code: 'NOTIFICATION_TEMPLATE_INVALID', field: 'text' });
    expect(await rejection(change('{{ amountMinor | shell }}'))).to.include({ code: 'NOTIFICATION_TEMPLATE_INVALID', field: 'text' });
    expect(await rejection(change('{% for i in (1..1000000000) %}x{% endfor %}'))).to.include({ code: 'NOTIFICATION_TEMPLATE_INVALID' });
    expect(await rejection(app().write((tx) => settings.change(tx, FINE.id, { channels: ['pigeon'] })))).to.include({
      code: 'NOTIFICATION_CHANNEL_UNKNOWN',
      field: 'channels',
    });
    await change('{{ customer.name }}: {{ amountMinor | money }}');
    const { id } = await aCustomer(app(), { name: 'Ann', phone: '1', email: 'ann@isp.example' });
    await want(id, 'a');
    await concluded(id);
    expect(pager.taken[0]?.text).to.equal('Ann: €5.00');
    expect((await history(id)).map(({ channel, state }) => [channel, state])).to.have.deep.members([
      ['pager', 'sent'],
      ['email', 'skipped'],
    ]);
    await app().write((tx) => settings.reset(tx, FINE.id));
    expect((await app().view((tx) => settings.get(tx, FINE.id))).channels).to.deep.equal(['pager']);
  });

  it('go out on the channels that are asked for, each once, and on none where admins have silenced their kind', async () => {
    const settings = app().container.resolve(NOTIFICATION_SETTINGS);
    const { id } = await aCustomer(app(), { phone: '1', email: 'ann@isp.example' });
    const values = { amountMinor: 500, day: '2026-11-02' };
    const wantOn = (key: string, channels: readonly string[]) =>
      app().write((tx) => service().want(tx, { kind: FINE.id, customerId: id, key, values, channels }));
    await wantOn('a', ['email', 'email', 'pigeon']);
    await app().write((tx) => settings.change(tx, FINE.id, { channels: [] }));
    await wantOn('b', ['email']);
    expect((await history(id)).map(({ channel, reason }) => `${channel}: ${reason}`).sort()).to.deep.equal([
      'email: no mail server is configured; set mail.host and mail.from',
      'pigeon: the channel "pigeon" is not there; is its add-on running?',
    ]);
  });

  it('tell of a payment once', async () => {
    const { id } = await aCustomer(app(), { email: 'ann@isp.example' });
    await app().write((tx) =>
      app().container.resolve(PAYMENT_SERVICE).record(tx, { customerId: id, amountMinor: 2000, method: 'cash' }, { idempotencyKey: 'k' }),
    );
    await app().settle();
    const messages = (await history(id)).map(({ kind, subject, state }) => ({ kind, subject, state }));
    expect(messages).to.deep.equal([{ kind: 'payment.received', subject: 'We received your payment of €20.00', state: 'skipped' }]);
  });

  it('tell of a payment that is taken back, and of money that is given back, once each', async () => {
    const { id } = await aCustomer(app(), { email: 'ann@isp.example' });
    const payments = app().container.resolve(PAYMENT_SERVICE);
    const refunds = app().container.resolve(REFUND_SERVICE);
    const pay = (amountMinor: number, idempotencyKey: string) =>
      app().write((tx) => payments.record(tx, { customerId: id, amountMinor, method: 'cash' }, { idempotencyKey }));
    const returned = await pay(2000, 'returned');
    const kept = await pay(3000, 'kept');
    await app().settle();
    for (let time = 0; time < 2; time++) {
      await app().write((tx) => refunds.cancel(tx, returned.id, 'returned by the bank'));
      await app().settle();
      const draft = { customerId: id, paymentId: kept.id, amountMinor: 500, method: 'cash' };
      await app().write((tx) => refunds.refund(tx, draft, { idempotencyKey: 'refund' }));
      await app().settle();
    }
    const told = (await history(id)).map(({ subject, content }) => `${subject} / ${content.short}`);
    expect(told.filter((words) => !words.startsWith('We received'))).to.have.members([
      'Your payment of €20.00 was taken back / Tapline: your payment of €20.00 was taken back. Balance: €30.00.',
      'We give you €5.00 back / Tapline: we give you €5.00 back. Balance: €25.00.',
    ]);
  });

  it('tell nothing of what a gateway takes back: its add-on does, or nobody where a bank file is undone', async () => {
    const { id } = await aCustomer(app(), { email: 'ann@isp.example' });
    const draft = { customerId: id, amountMinor: 2000, method: 'cash' };
    const { id: paymentId } = await app().write((tx) =>
      app().container.resolve(PAYMENT_SERVICE).record(tx, draft, { idempotencyKey: 'collected' }),
    );
    await app().write((tx) => app().container.resolve(REFUND_SERVICE).cancel(tx, paymentId, 'AM04', { isByGateway: true }));
    await app().settle();
    expect((await history(id)).map(({ kind }) => kind)).to.deep.equal(['payment.received']);
  });

  it('are sent again to where the customer is reached now, also when they were sent before or nobody could be reached', async () => {
    const { id } = await aCustomer(app(), { phone: null });
    const reachedAt = (phone: string) => app().write((tx) => app().container.resolve(CUSTOMER_SERVICE).change(tx, id, { phone }));
    const again = () => app().write(async (tx) => service().sendAgain(tx, (await history(id))[0]?.id ?? ''));
    await want(id, 'a');
    expect(await rejection(again())).to.include({ code: 'NOTIFICATION_HAS_NO_ADDRESS' });
    await reachedAt('1');
    await again();
    expect(await concluded(id)).to.include({ state: 'sent', address: '1' });
    await reachedAt('2');
    await again();
    expect(await concluded(id)).to.include({ state: 'sent', address: '2', reason: null });
    expect(pager.taken.map(({ address, text }) => [address, text.includes('pay €5.00')])).to.deep.equal([
      ['1', true],
      ['2', true],
    ]);
  });
});
