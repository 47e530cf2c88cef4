import type { Customer } from '@tapline/sdk';
import { expect } from 'chai';
import { sqlOf } from '../../kernel/database/database-transaction.js';
import { SECRET_BOX } from '../../kernel/security/secret-box.js';
import { NOTIFICATION_SERVICE } from '../../notifications/notification-service.js';
import { withSecretValues } from '../../notifications/secret-values.js';
import { aCustomer, forEachApplication, rejection } from '../../testing/index.js';
import { PORTAL_LOGINS } from './portal-login-service.js';
import { PORTAL_SESSIONS } from './portal-session-service.js';

const PASSWORD = 'a password for tests';
const OTHER = 'another password';
const HOUR_MS = 3_600_000;

forEachApplication(
  'portal logins',
  '2026-05-04T08:00:00Z',
  (app) => {
    const logins = () => app().container.resolve(PORTAL_LOGINS);
    const sessions = () => app().container.resolve(PORTAL_SESSIONS);
    const signIn = (login: string, password: string) => app().write((tx) => sessions().signIn(tx, { login, password }));
    const set = (customer: Customer, login: string, password?: string) =>
      app().write((tx) => logins().set(tx, customer.id, { login, ...(password === undefined ? {} : { password }) }));
    const isIn = (token: string) => app().view(async (tx) => (await sessions().find(tx, token)) !== undefined);
    const messages = (customer: Customer) =>
      app().view((tx) => app().container.resolve(NOTIFICATION_SERVICE).list(tx, { customerId: customer.id, limit: 20 }));
    /** The key in the newest mail. */
    const mailedKey = async (customer: Customer): Promise<string> => {
      const [newest] = await messages(customer);
      const { text } = withSecretValues(newest?.content ?? { text: '', html: '', short: '' }, app().container.resolve(SECRET_BOX));
      return /https:\/\/portal\.example\/portal\/password\?key=([\w-]{43})/.exec(text)?.[1] ?? '';
    };
    const choose = (key: string, password: string) => app().write((tx) => logins().choosePassword(tx, key, password));
    /** Real time cannot be moved: the keys are made older in its place. */
    const age = (hours: number) =>
      app().write(async (tx) => {
        const sql = sqlOf(tx);
        for (const column of ['created_at_ms', 'expires_at_ms'])
          await sql('account_portal_key').update({ [column]: sql.raw('?? - ?', [column, hours * HOUR_MS]) });
      });

    it('are needed to sign in, in capitals or not, and end with all sessions when they are taken away', async () => {
      const customer = await aCustomer(app());
      expect(await signIn('eva@example.com', PASSWORD)).to.equal(undefined);
      await set(customer, 'Eva@Example.com', PASSWORD);
      const opened = await signIn(' EVA@example.com ', PASSWORD);
      expect(opened?.customer.id).to.equal(customer.id);
      expect(await signIn('eva@example.com', 'wrong')).to.equal(undefined);
      expect(await isIn(opened?.sessionToken ?? '')).to.equal(true);
      await app().write((tx) => logins().remove(tx, customer.id));
      expect(await isIn(opened?.sessionToken ?? '')).to.equal(false);
      expect(await signIn('eva@example.com', PASSWORD)).to.equal(undefined);
    });

    it('are one customer’s each, and nobody signs in without a password', async () => {
      const [first, second] = [await aCustomer(app()), await aCustomer(app())];
      await set(first, 'eva');
      expect(await signIn('eva', '')).to.equal(undefined);
      expect(await rejection(set(second, 'EVA', PASSWORD))).to.include({ code: 'PORTAL_LOGIN_TAKEN', field: 'login' });
      expect(await rejection(set(second, 'two words'))).to.include({ code: 'PORTAL_LOGIN_INVALID', field: 'login' });
    });

    it('invite by a link that works once, stands in the mail and in no table', async () => {
      const customer = await aCustomer(app(), { email: 'eva@example.com' });
      await set(customer, 'eva');
      await app().write((tx) => logins().invite(tx, customer.id));
      const key = await mailedKey(customer);
      const [message] = await messages(customer);
      expect(message?.content.text).to.include('‹link›').and.include('eva');
      expect(JSON.stringify(message)).not.to.include(key);
      expect(await app().view((tx) => logins().isKeyGood(tx, key))).to.equal(true);
      expect(await choose(key, PASSWORD)).to.equal(customer.id);
      expect(await signIn('eva', PASSWORD)).not.to.equal(undefined);
      expect(await rejection(choose(key, OTHER))).to.include({ code: 'PORTAL_KEY_USED' });
      expect(await signIn('eva', OTHER)).to.equal(undefined);
    });

    it('take a key once of many who come with it at the same time', async () => {
      const customer = await aCustomer(app(), { email: 'eva@example.com' });
      await set(customer, 'eva');
      await app().write((tx) => logins().invite(tx, customer.id));
      const key = await mailedKey(customer);
      const outcomes = await Promise.allSettled(['first', 'second', 'third'].map((word) => choose(key, `${word} password`)));
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
    });

    it('are reset by mail within an hour, one mail at a time, with no word on whether there is such a login', async () => {
      const customer = await aCustomer(app(), { email: 'eva@example.com' });
      await set(customer, 'eva', PASSWORD);
      const reset = (login: string) => app().write((tx) => logins().requestReset(tx, login));
      expect(await reset('nobody')).to.equal(await reset('Eva'));
      await reset('eva');
      expect(await messages(customer)).to.have.length(1);
      const early = await mailedKey(customer);
      await age(1);
      expect(await rejection(choose(early, OTHER)), 'an hour later').to.include({ code: 'PORTAL_KEY_USED' });
      await reset('eva');
      const opened = await signIn('eva', PASSWORD);
      await choose(await mailedKey(customer), OTHER);
      expect(await isIn(opened?.sessionToken ?? ''), 'sessions end').to.equal(false);
      expect(await signIn('eva', PASSWORD)).to.equal(undefined);
      expect(await signIn('eva', OTHER)).not.to.equal(undefined);
    });

    it('need an e-mail address for an invitation', async () => {
      const customer = await aCustomer(app());
      expect(await rejection(app().write((tx) => logins().invite(tx, customer.id)))).to.include({ code: 'PORTAL_LOGIN_UNKNOWN' });
      await set(customer, 'eva');
      expect(await rejection(app().write((tx) => logins().invite(tx, customer.id)))).to.include({ code: 'PORTAL_EMAIL_MISSING' });
    });

    it('let customers change their passwords, which ends their other sessions', async () => {
      const customer = await aCustomer(app());
      await set(customer, 'eva', PASSWORD);
      const [phone, laptop] = [await signIn('eva', PASSWORD), await signIn('eva', PASSWORD)];
      const change = (current: string, next: string) =>
        app().write((tx) => logins().changePassword(tx, customer.id, { current, next, keepSessionToken: phone?.sessionToken ?? '' }));
      expect(await rejection(change('wrong', OTHER))).to.include({ code: 'PASSWORD_WRONG', field: 'current' });
      await change(PASSWORD, OTHER);
      expect([await isIn(phone?.sessionToken ?? ''), await isIn(laptop?.sessionToken ?? '')]).to.deep.equal([true, false]);
      expect(await signIn('eva', OTHER)).not.to.equal(undefined);
    });

    it('keep a session for 14 days after its last use', async () => {
      const customer = await aCustomer(app());
      await set(customer, 'eva', PASSWORD);
      const token = (await signIn('eva', PASSWORD))?.sessionToken ?? '';
      const unusedFor = (days: number) =>
        app().write((tx) => {
          const sql = sqlOf(tx);
          return sql('account_portal_session').update({ last_seen_at_ms: sql.raw('created_at_ms - ?', [days * 24 * HOUR_MS]) });
        });
      await unusedFor(13);
      expect(await isIn(token)).to.equal(true);
      await app().write((tx) => sessions().noteUse(tx, token));
      expect((await app().view((tx) => sessions().find(tx, token)))?.isUseToBeNoted).to.equal(false);
      await unusedFor(15);
      expect(await isIn(token)).to.equal(false);
    });
  },
  (configuration) => ({ ...configuration, web: { ...configuration.web, publicUrl: 'https://portal.example' } }),
);
