import { localDateOf } from '@tapline/sdk';
import { expect } from 'chai';
import { newId } from '../kernel/ids/id.js';
import { SessionRequestStore } from '../radius/change-of-authorization/session-request-store.js';
import { RadiusFixture, TEST_ACTOR, TEST_NOW_MS } from '../radius/testing/radius-fixture.js';
import { forEachDatabase } from '../testing/each-database.js';
import { UsageRetention } from './usage-retention.js';

const DAY_MS = 86_400_000;

forEachDatabase((kind) => {
  describe(`What is too old to be kept, on ${kind.name}`, () => {
    let fixture: RadiusFixture;
    let retention: UsageRetention;

    before(async () => {
      fixture = await RadiusFixture.create(await kind.create());
      const { clock } = fixture;
      const company = { timeZone: 'Europe/Prague', today: () => localDateOf(clock.nowMs(), 'Europe/Prague') };
      retention = new UsageRetention({ clock, company, sessionHistoryDays: 190 });
    });
    after(async () => {
      await fixture.close();
      await kind.close();
    });

    const write = <T>(work: Parameters<typeof fixture.database.transaction<T>>[1]): Promise<T> =>
      fixture.database.transaction(TEST_ACTOR, work);

    async function pruneAll(): Promise<number> {
      let total = 0;
      for (let count = -1; count !== 0; total += count) count = await write((tx) => retention.pruneSome(tx));
      return total;
    }

    it('goes: hours of 40 days ago, and when lines were shut by then, days of 3 years ago, and sessions that ended 190 days ago; months stay', async () => {
      const octets = { download_octets: 1, upload_octets: 1 };
      // Noon of 22 March in Prague, where 1 May is today.
      const firstMs = Date.UTC(2026, 2, 21, 23);
      await write(async ({ sql }) => {
        const hours = Array.from({ length: 3000 }, (_, index) => ({ service_id: `s${index}`, hour_ms: firstMs - 3_600_000, ...octets }));
        await sql.batchInsert('usage_hour', [...hours, { service_id: 's', hour_ms: firstMs, ...octets }], 300);
        await sql('usage_day').insert([
          { service_id: 's', day: '2023-03-31', ...octets },
          { service_id: 's', day: '2023-05-01', ...octets },
        ]);
        const shut = { service_id: 's', reasons: '[]' };
        await sql('shut_span').insert([
          { ...shut, since_ms: firstMs - 2, until_ms: firstMs - 1 },
          { ...shut, since_ms: firstMs - 1, until_ms: firstMs },
        ]);
        await sql('usage_month').insert({ service_id: 's', month: '2010-01', ...octets });
        for (const [login, stoppedAtMs] of [
          ['old', TEST_NOW_MS - 191 * DAY_MS],
          ['young', TEST_NOW_MS - 189 * DAY_MS],
          ['open', null],
        ] as const) {
          const id = newId();
          await sql('radius_session').insert({
            id,
            identity: login,
            generation: 1,
            router_id: 'r',
            acct_session_id: '1',
            login,
            started_at_ms: 1,
            last_seen_ms: 1,
            stopped_at_ms: stoppedAtMs,
            session_seconds: 0,
            ...octets,
          });
          await sql('radius_session_prefix').insert({ session_id: id, prefix: `2001:db8:${login.length}::/64` });
        }
      });
      expect(await pruneAll()).to.equal(3003);
      const { reader } = fixture.database;
      expect((await reader('usage_hour')).map(({ hour_ms }) => Number(hour_ms))).to.deep.equal([firstMs]);
      expect((await reader('shut_span')).map(({ until_ms }) => Number(until_ms))).to.deep.equal([firstMs]);
      expect((await reader('usage_day')).map(({ day }) => day)).to.deep.equal(['2023-05-01']);
      expect(await reader('usage_month')).to.have.length(1);
      expect((await reader('radius_session').orderBy('login')).map(({ login }) => login)).to.deep.equal(['open', 'young']);
      const left = await reader('radius_session_prefix as p').join('radius_session as s', 's.id', 'p.session_id').orderBy('s.login');
      expect(left.map(({ login }) => login)).to.deep.equal(['open', 'young']);
      expect(await reader('radius_session_prefix'), 'what was told of the old one').to.have.length(2);
    });

    it('goes: requests to routers that are done with; those still to be sent stay', async () => {
      const request = (name: string, nextTryAtMs: number | null, createdAtMs: number) => ({
        id: newId(),
        session_id: name,
        service_id: 's',
        router_id: 'r',
        kind: 'disconnect',
        cause: 'access',
        reason: name,
        state: 'acknowledged',
        attempts: 1,
        next_try_at_ms: nextTryAtMs,
        created_at_ms: createdAtMs,
      });
      await write(({ sql }) => sql('session_request').insert([request('done', null, 1), request('due', 5, 1), request('new', null, 9)]));
      expect(await write((tx) => new SessionRequestStore().pruneSome(tx, 9))).to.equal(1);
      const left = await fixture.database.reader('session_request').orderBy('reason').select('reason');
      expect(left.map(({ reason }) => reason)).to.deep.equal(['due', 'new']);
    });
  });
});
