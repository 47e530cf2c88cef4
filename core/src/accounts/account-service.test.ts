import { expect } from 'chai';
import { AUDIT_MIGRATIONS, AuditLog } from '../kernel/audit/audit-log.js';
import type { Database } from '../kernel/database/database.js';
import { migrate } from '../kernel/database/migrations.js';
import { forEachDatabase } from '../testing/each-database.js';
import { ACCOUNT_MIGRATIONS } from './account-migrations.js';
import { AccountService } from './account-service.js';
import { AccountStore } from './account-store.js';
import { PasswordHasher } from './password-hasher.js';
import { may } from './permissions.js';

const SYSTEM = { kind: 'system', id: 'test', name: 'test' } as const;
const HOUR_MS = 3_600_000;

async function refusalOf(work: Promise<unknown>): Promise<{ code?: string; field?: string }> {
  try {
    await work;
  } catch (error) {
    return error as { code?: string; field?: string };
  }
  throw new Error('nothing was thrown');
}

forEachDatabase((testDatabase) => {
  describe(`AccountService on ${testDatabase.name}`, () => {
    let database: Database;
    let accounts: AccountService;
    let realMs = 1_750_000_000_000;
    const run = <T>(work: (tx: Parameters<AccountService['listAdmins']>[0]) => Promise<T>): Promise<T> =>
      database.transaction(SYSTEM, work);
    const view = <T>(work: (tx: Parameters<AccountService['listAdmins']>[0]) => Promise<T>): Promise<T> => database.view(SYSTEM, work);

    before(async () => {
      database = await testDatabase.open();
      await migrate(database, 'core_migration', [...AUDIT_MIGRATIONS, ...ACCOUNT_MIGRATIONS]);
    });
    beforeEach(async () => {
      const clock = { nowMs: () => 1_700_000_000_000 };
      accounts = new AccountService({
        store: new AccountStore(),
        passwords: new PasswordHasher(),
        audit: new AuditLog(clock),
        clock,
        systemClock: { nowMs: () => realMs },
      });
      for (const table of ['account_admin', 'account_session', 'account_token', 'audit_record'])
        await database.schemaWriter(table).delete();
    });
    after(() => testDatabase.close());

    const anna = { login: 'anna', name: 'Anna', password: 'correct horse', permissions: ['customers.read'] };
    const signInAnna = async () => {
      const principal = await run((tx) => accounts.signIn(tx, { login: 'anna', password: 'correct horse' }));
      if (!principal) throw new Error('she could not sign in');
      return principal;
    };

    describe('the first admin', () => {
      it('is made once, with a password that must be changed', async () => {
        const first = await run((tx) => accounts.ensureFirstAdmin(tx));
        expect(first?.login).to.equal('admin');
        expect(first?.oneTimePassword).to.match(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/);
        expect(await run((tx) => accounts.ensureFirstAdmin(tx))).to.equal(undefined);
        const principal = await run((tx) => accounts.signIn(tx, { login: 'admin', password: first?.oneTimePassword ?? '' }));
        expect(principal).to.deep.include({ mustChangePassword: true, permissions: ['*'] });
      });

      it('is made once by two processes that start together', async () => {
        const made = await Promise.all([run((tx) => accounts.ensureFirstAdmin(tx)), run((tx) => accounts.ensureFirstAdmin(tx))]);
        expect(made.filter((admin) => admin !== undefined)).to.have.length(1);
        expect(await view((tx) => accounts.listAdmins(tx))).to.have.length(1);
      });

      it('is an ordinary admin after changing the password', async () => {
        const first = await run((tx) => accounts.ensureFirstAdmin(tx));
        const principal = await run((tx) => accounts.signIn(tx, { login: 'admin', password: first?.oneTimePassword ?? '' }));
        const change = {
          current: first?.oneTimePassword ?? '',
          next: 'a longer password',
          keepSessionToken: principal?.sessionToken ?? '',
        };
        await run((tx) => accounts.changePassword(tx, principal?.actor.id ?? '', change));
        expect(await run((tx) => accounts.bySession(tx, principal?.sessionToken ?? ''))).to.deep.include({ mustChangePassword: false });
      });
    });

    describe('signing in', () => {
      beforeEach(() => run((tx) => accounts.createAdmin(tx, anna)));

      it('opens a session that says who it is', async () => {
        const { sessionToken, ...principal } = await signInAnna();
        expect(sessionToken).to.match(/^[A-Za-z0-9_-]{43}$/);
        expect(principal.actor).to.deep.include({ kind: 'admin', name: 'Anna' });
        expect(await run((tx) => accounts.bySession(tx, sessionToken))).to.deep.equal(principal);
      });

      it('takes the login in any case and with spaces around it', async () => {
        expect(await run((tx) => accounts.signIn(tx, { login: ' Anna ', password: 'correct horse' }))).to.not.equal(undefined);
      });

      it('is refused alike for a wrong password and an unknown login', async () => {
        expect(await run((tx) => accounts.signIn(tx, { login: 'anna', password: 'wrong' }))).to.equal(undefined);
        expect(await run((tx) => accounts.signIn(tx, { login: 'nobody', password: 'wrong' }))).to.equal(undefined);
      });

      it('is written to the audit log as the admin', async () => {
        await signInAnna();
        const [record] = await view((tx) => new AuditLog({ nowMs: () => 0 }).latest(tx, { limit: 1 }));
        expect(record).to.deep.include({ action: 'account.signIn', actorName: 'Anna' });
      });

      it('ends by signing out', async () => {
        const { sessionToken } = await signInAnna();
        await run((tx) => accounts.signOut(tx, sessionToken));
        expect(await run((tx) => accounts.bySession(tx, sessionToken))).to.equal(undefined);
      });

      it('lasts as long as it is used every twelve hours', async () => {
        const { sessionToken } = await signInAnna();
        for (let day = 0; day < 3; day++) {
          realMs += 11 * HOUR_MS;
          expect(await run((tx) => accounts.bySession(tx, sessionToken))).to.not.equal(undefined);
        }
        realMs += 12 * HOUR_MS + 1;
        expect(await run((tx) => accounts.bySession(tx, sessionToken))).to.equal(undefined);
      });

      it('writes nothing on a use within five minutes of the last', async () => {
        const { sessionToken } = await signInAnna();
        realMs += 299_000;
        expect(await view((tx) => accounts.bySession(tx, sessionToken))).to.not.equal(undefined);
      });

      it('keeps neither password nor session token readable', async () => {
        const { sessionToken } = await signInAnna();
        const rows = JSON.stringify([await database.reader('account_admin'), await database.reader('account_session')]);
        expect(rows).to.not.include('correct horse');
        expect(rows).to.not.include(sessionToken);
        expect(rows).to.include('$argon2id$');
      });
    });

    describe('changing a password', () => {
      it('ends the other sessions of that admin', async () => {
        const { id } = await run((tx) => accounts.createAdmin(tx, anna));
        const here = (await signInAnna()).sessionToken;
        const elsewhere = (await signInAnna()).sessionToken;
        await run((tx) => accounts.changePassword(tx, id, { current: 'correct horse', next: 'battery staple', keepSessionToken: here }));
        expect(await run((tx) => accounts.bySession(tx, here))).to.not.equal(undefined);
        expect(await run((tx) => accounts.bySession(tx, elsewhere))).to.equal(undefined);
        expect(await run((tx) => accounts.signIn(tx, { login: 'anna', password: 'correct horse' }))).to.equal(undefined);
      });

      it('needs the current one, and a new one that is long enough and new', async () => {
        const { id } = await run((tx) => accounts.createAdmin(tx, anna));
        const change = (current: string, next: string) => refusalOf(run((tx) => accounts.changePassword(tx, id, { current, next })));
        expect(await change('wrong', 'battery staple')).to.include({ code: 'PASSWORD_WRONG', field: 'current' });
        expect(await change('correct horse', 'short')).to.include({ code: 'PASSWORD_INVALID', field: 'next' });
        expect(await change('correct horse', 'correct horse')).to.include({ code: 'PASSWORD_UNCHANGED', field: 'next' });
      });
    });

    it('gives an admin who has lost the password another for one sign-in', async () => {
      const { id } = await run((tx) => accounts.createAdmin(tx, anna));
      const { sessionToken } = await signInAnna();
      const { oneTimePassword } = await run((tx) => accounts.resetPassword(tx, id));
      expect(await run((tx) => accounts.bySession(tx, sessionToken))).to.equal(undefined);
      expect(await run((tx) => accounts.signIn(tx, { login: 'anna', password: 'correct horse' }))).to.equal(undefined);
      const principal = await run((tx) => accounts.signIn(tx, { login: 'anna', password: oneTimePassword }));
      expect(principal).to.deep.include({ mustChangePassword: true });
      expect(await refusalOf(run((tx) => accounts.resetPassword(tx, 'nobody')))).to.include({ code: 'ADMIN_UNKNOWN' });
    });

    it('refuses a second admin of one login and permissions that do not exist', async () => {
      await run((tx) => accounts.createAdmin(tx, anna));
      expect(await refusalOf(run((tx) => accounts.createAdmin(tx, anna)))).to.include({ code: 'ADMIN_LOGIN_TAKEN', field: 'login' });
      const wrong = { ...anna, login: 'berta', permissions: ['everything'] };
      expect(await refusalOf(run((tx) => accounts.createAdmin(tx, wrong)))).to.include({ code: 'ADMIN_INVALID', field: 'permissions.0' });
    });

    it('lists admins without their hashes', async () => {
      await run((tx) => accounts.createAdmin(tx, anna));
      const [admin] = await view((tx) => accounts.listAdmins(tx));
      expect(admin).to.have.all.keys('id', 'login', 'name', 'permissions', 'mustChangePassword', 'createdAtMs');
    });

    describe('a token', () => {
      it('lets its bearer in with the permissions it was given', async () => {
        const { token, id } = await run((tx) => accounts.createToken(tx, { name: 'shop', permissions: ['payments.write'] }));
        const principal = await view((tx) => accounts.byToken(tx, token));
        expect(principal?.actor).to.deep.equal({ kind: 'token', id, name: 'shop' });
        expect(principal && may(principal, 'payments.write')).to.equal(true);
        expect(principal && may(principal, 'customers.write')).to.equal(false);
      });

      it('is kept as a hash only', async () => {
        const { token } = await run((tx) => accounts.createToken(tx, { name: 'shop', permissions: ['*'] }));
        expect(JSON.stringify(await database.reader('account_token'))).to.not.include(token);
      });

      it('lets nobody in once revoked, and stays on the list', async () => {
        const { token, id } = await run((tx) => accounts.createToken(tx, { name: 'shop', permissions: ['*'] }));
        await run((tx) => accounts.revokeToken(tx, id));
        await run((tx) => accounts.revokeToken(tx, id));
        expect(await view((tx) => accounts.byToken(tx, token))).to.equal(undefined);
        expect(await view((tx) => accounts.listTokens(tx))).to.deep.equal([
          { id, name: 'shop', permissions: ['*'], createdAtMs: 1_700_000_000_000, revokedAtMs: 1_700_000_000_000 },
        ]);
      });

      it('that nobody gave out is nobody', async () => {
        expect(await view((tx) => accounts.byToken(tx, 'made-up'))).to.equal(undefined);
        expect(await refusalOf(run((tx) => accounts.revokeToken(tx, 'none')))).to.include({ code: 'TOKEN_UNKNOWN' });
      });
    });
  });
});
