import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { AccessStore } from '../../access/access-store.js';
import { newId } from '../../kernel/ids/id.js';
import { DeviceStore } from '../../services/device-store.js';
import { forEachDatabase } from '../../testing/each-database.js';
import { SessionQueries } from '../../usage/session-queries.js';
import { UsageQueries } from '../../usage/usage-queries.js';
import { SessionChangeQueue } from '../change-of-authorization/session-change-queue.js';
import { type AccountingDraft, accountingPacket } from '../testing/accounting-packets.js';
import { RadiusFixture, TEST_ACTOR, TEST_NOW_MS } from '../testing/radius-fixture.js';
import { RecordingLogger } from '../testing/recording-logger.js';
import { newSessionClass } from '../testing/session-classes.js';
import { AccountingStore } from './accounting-store.js';
import { CompanyDay } from './company-day.js';
import { Journal } from './journal.js';
import { JournalApplier } from './journal-applier.js';
import { JournalFolder } from './journal-folder.js';
import { JournalReader } from './journal-reader.js';

const MIB = 1n << 20n;

forEachDatabase((kind) => {
  describe(`Applying the journal on ${kind.name}`, () => {
    let fixture: RadiusFixture;
    let folder: JournalFolder;
    let journal: Journal;
    let routerId: string;
    let logger: RecordingLogger;
    const appliers: JournalApplier[] = [];

    before(async () => {
      fixture = await RadiusFixture.create(await kind.create());
    });
    beforeEach(async () => {
      await fixture.clear();
      folder = await JournalFolder.open(mkdtempSync(join(fixture.configuration.dataDirectory, 'journal-')));
      logger = new RecordingLogger();
      journal = await Journal.open({ folder, logger, segmentOctets: 2000 });
      routerId = await fixture.addRouter();
    });
    afterEach(async () => {
      for (const each of appliers.splice(0)) await each.stop();
      await journal.close();
    });
    after(async () => {
      await fixture.close();
      await kind.close();
    });

    const write = (draft: AccountingDraft, receivedAtMs = fixture.clock.atMs, router = routerId): Promise<boolean> =>
      new Promise((resolve) => {
        journal.append({ receivedAtMs, routerId: router, sourceAddress: '127.0.0.1', packet: accountingPacket(draft) }, resolve);
      });

    function applier(store = new AccountingStore(), reader = new JournalReader(folder)): JournalApplier {
      const { database } = fixture;
      const made = new JournalApplier({
        devices: new DeviceStore(),
        access: new AccessStore(),
        database,
        store,
        reader,
        day: new CompanyDay('Europe/Prague'),
        clock: fixture.clock,
        interimIntervalSeconds: 300,
        journalId: folder.id,
        changes: new SessionChangeQueue({ clock: fixture.clock }),
        logger,
      });
      appliers.push(made);
      return made;
    }

    async function applyAll(made = applier()): Promise<void> {
      made.start(journal.position);
      await made.applied(journal.position);
      await made.stop();
    }

    const usage = (serviceId: string) =>
      fixture.database.view(TEST_ACTOR, (tx) =>
        new UsageQueries().daily(tx, { serviceIds: [serviceId], from: '2026-01-01', to: '2026-12-31' }),
      );
    const sessions = (serviceId: string) => fixture.database.view(TEST_ACTOR, (tx) => new SessionQueries().ofServices(tx, [serviceId], 10));

    it('keeps a session from Start to Stop with all that is known of it', async () => {
      const serviceId = await fixture.addLine({ login: 'anna' });
      const sessionClass = newSessionClass(serviceId, 'oAAAAAAAA');
      const octets = (5n << 32n) + 17n;
      await write({ status: 'Start', sessionClass, ipv4Address: '10.1.2.3' });
      await write(
        { status: 'Interim-Update', sessionClass, seconds: 300, downloadOctets: octets, uploadOctets: MIB },
        TEST_NOW_MS + 300_000,
      );
      await write({ status: 'Stop', sessionClass, seconds: 360, downloadOctets: octets + 3n, terminateCause: 1 }, TEST_NOW_MS + 360_000);
      await applyAll();
      const [session] = await sessions(serviceId);
      expect(session).to.include({
        routerId,
        serviceId,
        login: 'anna',
        ipv4Address: '10.1.2.3',
        startedAtMs: TEST_NOW_MS,
        stoppedAtMs: TEST_NOW_MS + 360_000,
        terminateCause: 'User-Request',
        downloadOctets: octets + 3n,
        uploadOctets: MIB,
      });
      expect(await usage(serviceId)).to.deep.equal([{ date: '2026-05-01', downloadOctets: octets + 3n, uploadOctets: MIB }]);
    });

    it('keeps the IPv6 prefixes and address of a session, those that a later report tells too', async () => {
      const serviceId = await fixture.addLine({ login: 'anna' });
      const sessionClass = newSessionClass(serviceId, 'oAAAAAAAA');
      const stored = async () => {
        await applyAll();
        const [session] = await sessions(serviceId);
        return [session?.ipv6Prefix, session?.delegatedIpv6Prefix, session?.ipv6Address];
      };
      await write({ status: 'Start', sessionClass, ipv6: { 'Framed-IPv6-Prefix': '2001:db8:1:2::/64' } });
      expect(await stored()).to.deep.equal(['2001:db8:1:2::/64', null, null]);
      const delegated = { 'Delegated-IPv6-Prefix': '2001:db8:9:ab00::/56', 'Framed-IPv6-Address': '2001:db8:1:2::7' };
      await write({ status: 'Interim-Update', sessionClass, seconds: 300, ipv6: delegated }, TEST_NOW_MS + 300_000);
      const all = ['2001:db8:1:2::/64', '2001:db8:9:ab00::/56', '2001:db8:1:2::7'];
      expect(await stored()).to.deep.equal(all);
      await write({ status: 'Stop', sessionClass, seconds: 360 }, TEST_NOW_MS + 360_000);
      expect(await stored()).to.deep.equal(all);
      const [row] = await fixture.database.reader('radius_session').where('service_id', serviceId).select('session_class');
      expect(row?.session_class).to.equal(sessionClass);
    });

    it('keeps every prefix and address of a session whose router tells several of a kind, so that each is found by who had it', async () => {
      const serviceId = await fixture.addLine({ login: 'anna' });
      const sessionClass = newSessionClass(serviceId, 'oAAAAAAAA');
      const links = ['2001:db8:1:1::/64', '2001:db8:1:2::/64'];
      const delegated = ['2001:db8:9:100::/56', '2001:db8:9:200::/56', '2001:db8:9:300::/60'];
      const addresses = ['2001:db8:1:1::7', '2001:db8:5::7'];
      const ipv6 = { 'Framed-IPv6-Prefix': links, 'Delegated-IPv6-Prefix': delegated, 'Framed-IPv6-Address': addresses };
      await write({ status: 'Start', sessionId: 'bert', login: 'bert', ipv6: { 'Framed-IPv6-Prefix': '2001:db8:2:1::/64' } });
      await write({ status: 'Start', sessionClass });
      await applyAll();
      expect(await fixture.database.reader('radius_session_prefix'), 'of one there is nothing beside the session').to.deep.equal([]);
      await write({ status: 'Interim-Update', sessionClass, seconds: 300, ipv6 }, TEST_NOW_MS + 300_000);
      await write({ status: 'Interim-Update', sessionClass, seconds: 600, ipv6 }, TEST_NOW_MS + 600_000);
      await applyAll();
      const turned = { ...ipv6, 'Framed-IPv6-Prefix': links.toReversed() };
      await write({ status: 'Stop', sessionClass, seconds: 900, ipv6: turned }, TEST_NOW_MS + 900_000);
      await applyAll();
      const [session] = await sessions(serviceId);
      expect(session).to.include({ ipv6Prefix: links[1], delegatedIpv6Prefix: delegated[0], ipv6Address: addresses[0] });
      expect(session?.furtherIpv6Prefixes).to.deep.equal([links[0], '2001:db8:5::7/128', delegated[1], delegated[2]]);
      const who = (address: string, atMs = TEST_NOW_MS + 400_000) =>
        fixture.database.view(TEST_ACTOR, async (tx) => (await new SessionQueries().whoHad(tx, { address, atMs })).map(({ id }) => id));
      for (const hers of [...links, ...delegated, ...addresses, '2001:db8:9:2ff::1', '2001:db8:1:2:abcd::']) {
        expect(await who(hers), hers).to.deep.equal([session?.id]);
      }
      for (const nobodys of ['2001:db8:9:310::1', '2001:db8:5::8', '2001:db8:9:200::/55'])
        expect(await who(nobodys), nobodys).to.deep.equal([]);
      expect(await who(delegated[1] as string, TEST_NOW_MS + 900_001), 'after its end').to.deep.equal([]);
    });

    it('asks for what a session lacks as soon as its router speaks of it, and for nothing where nothing is lacking', async () => {
      const serviceId = await fixture.addLine({ login: 'anna', loginRules: { sessionLimit: 2 } });
      const [line] = await fixture.database.view(TEST_ACTOR, (tx) => new AccessStore().find(tx, [serviceId]));
      await write({ status: 'Start', sessionId: 'has', sessionClass: newSessionClass(serviceId, line?.grantDigest ?? '') });
      await write({ status: 'Start', sessionId: 'lacks', sessionClass: newSessionClass(serviceId, 'oAAAAAAAA') });
      await write({ status: 'Stop', sessionId: 'gone', sessionClass: newSessionClass(serviceId, 'oAAAAAAAA') });
      await applyAll();
      const asked = await fixture.database
        .reader('session_request as q')
        .join('radius_session as s', 's.id', 'q.session_id')
        .select('s.acct_session_id', 'q.state');
      expect(asked.map((row) => ({ ...row }))).to.deep.equal([{ acct_session_id: 'lacks', state: 'pending' }]);
    });

    it('finds the service by its login where the router does not echo our Class', async () => {
      const serviceId = await fixture.addLine({ login: 'anna' });
      await write({ status: 'Interim-Update', seconds: 60, downloadOctets: MIB });
      await write({ status: 'Interim-Update', seconds: 60, downloadOctets: MIB, login: 'a stranger' });
      await applyAll();
      expect(await usage(serviceId)).to.have.length(1);
      expect(await fixture.database.reader('radius_session').whereNull('service_id')).to.have.length(1);
    });

    it('counts usage on the company’s day on which it was reported', async () => {
      const serviceId = await fixture.addLine({ login: 'anna' });
      const midnightMs = Date.UTC(2026, 4, 1, 22);
      await write({ status: 'Interim-Update', seconds: 300, downloadOctets: 10n }, midnightMs - 1);
      await write({ status: 'Interim-Update', seconds: 600, downloadOctets: 25n }, midnightMs);
      await applyAll();
      expect((await usage(serviceId)).map(({ date, downloadOctets }) => [date, downloadOctets])).to.deep.equal([
        ['2026-05-01', 10n],
        ['2026-05-02', 15n],
      ]);
    });

    it('counts usage by the hour, day and month in which it flowed, each to the same sum', async () => {
      const serviceId = await fixture.addLine({ login: 'anna' });
      const quarterToMs = Date.UTC(2026, 4, 31, 20, 45);
      const counters = [10n, 25n, 26n, 100n];
      for (const [index, downloadOctets] of counters.entries()) {
        const draft = { status: 'Interim-Update', seconds: 1800 * (index + 1), downloadOctets, uploadOctets: 1n } as const;
        await write(draft, quarterToMs + index * 1_800_000);
      }
      await applyAll();
      const queries = new UsageQueries();
      const [hours, days, months] = await fixture.database.view(TEST_ACTOR, async (tx) => [
        await queries.hourly(tx, { serviceIds: [serviceId], fromMs: 0, untilMs: quarterToMs + 86_400_000 }),
        await queries.daily(tx, { serviceIds: [serviceId], from: '2026-05-01', to: '2026-06-30' }),
        await queries.monthlyOfAll(tx, { from: '2026-05', to: '2026-06' }),
      ]);
      const hourMs = Date.UTC(2026, 4, 31, 20);
      expect(hours?.map((hour) => [hour.hourMs, hour.downloadOctets])).to.deep.equal([
        [hourMs, 17n],
        [hourMs + 3_600_000, 46n],
        [hourMs + 7_200_000, 37n],
      ]);
      expect(days?.map((day) => [day.date, day.downloadOctets])).to.deep.equal([
        ['2026-05-31', 63n],
        ['2026-06-01', 37n],
      ]);
      expect(months).to.deep.equal([
        { month: '2026-05', downloadOctets: 63n, uploadOctets: 1n },
        { month: '2026-06', downloadOctets: 37n, uploadOctets: 0n },
      ]);
    });

    it('ends the sessions that a router had before it was started, and not those since', async () => {
      const other = await fixture.addRouter({ address: '127.0.0.9', name: 'Valley' });
      for (const login of ['anna', 'bert', 'carl']) await fixture.addLine({ login });
      await write({ status: 'Start', login: 'anna', sessionId: '1' });
      await write({ status: 'Start', login: 'carl', sessionId: '1' }, TEST_NOW_MS, other);
      await write({ status: 'Accounting-On' }, TEST_NOW_MS + 60_000);
      await write({ status: 'Start', login: 'bert', sessionId: '2' }, TEST_NOW_MS + 61_000);
      await write({ status: 'Accounting-On', delaySeconds: 10 }, TEST_NOW_MS + 70_000);
      await applyAll();
      const rows = await fixture.database.reader('radius_session').orderBy('login').select('login', 'terminate_cause');
      expect(rows.map(({ login, terminate_cause: cause }) => [login, cause])).to.deep.equal([
        ['anna', 'NAS-Reboot'],
        ['bert', null],
        ['carl', null],
      ]);
    });

    it('opens the sessions again that a router goes on reporting after it told of a restart, and no others', async () => {
      const classes = await Promise.all(
        ['anna', 'bert', 'carl'].map(async (login) => newSessionClass(await fixture.addLine({ login }), 'oAAAAAAAA')),
      );
      const report = (index: number, atSecond: number, seconds = atSecond) =>
        write(
          {
            status: 'Interim-Update',
            sessionClass: classes[index] ?? '',
            sessionId: String(index),
            seconds,
            downloadOctets: BigInt(seconds),
          },
          TEST_NOW_MS + atSecond * 1000,
        );
      for (const index of [0, 1, 2]) await report(index, 300);
      await write({ status: 'Accounting-On' }, TEST_NOW_MS + 400_000);
      await report(0, 450, 390);
      await report(1, 600);
      await applyAll();
      const causes = async () =>
        (await fixture.database.reader('radius_session').orderBy('acct_session_id')).map(({ terminate_cause: cause }) => cause);
      expect(await causes()).to.deep.equal(['NAS-Reboot', null, 'NAS-Reboot']);
      await write({ status: 'Accounting-Off' }, TEST_NOW_MS + 610_000);
      await applyAll();
      expect(await causes()).to.deep.equal(['NAS-Reboot', 'Admin-Reboot', 'NAS-Reboot']);
      await report(1, 900);
      await applyAll();
      expect(await causes()).to.deep.equal(['NAS-Reboot', null, 'NAS-Reboot']);
    });

    it('writes down since when and up to when accounting has come of each device, also across a start anew', async () => {
      const minute = (count: number): number => TEST_NOW_MS + 60_000 * count;
      const report = async (atMinute: number, nasIpAddress: string): Promise<void> => {
        await write({ status: 'Interim-Update', login: 'anna', sessionId: '1', nasIpAddress }, minute(atMinute));
        fixture.clock.atMs = minute(atMinute);
        await applyAll();
      };
      for (const each of [0, 5, 10]) await report(each, '10.0.0.1');
      await report(11, '10.0.0.2');
      await report(15, '10.0.0.1');
      await report(30, '10.0.0.2');
      const rows = await fixture.database.reader('radius_accounting_device').orderBy('nas_device');
      expect(rows.map((row) => [row.nas_device, Number(row.hearing_since_ms), Number(row.heard_at_ms)])).to.deep.equal([
        ['127.0.0.1/10.0.0.1/', minute(0), minute(15)],
        ['127.0.0.1/10.0.0.2/', minute(30), minute(30)],
      ]);
      await report(30 + 24 * 60, '10.0.0.2');
      expect(await fixture.database.reader('radius_accounting_device'), 'of long ago').to.have.length(1);
      fixture.clock.atMs = TEST_NOW_MS;
    });

    it('leaves the sessions of other devices of the same router entry when one of them starts anew', async () => {
      for (const login of ['anna', 'bert', 'carl']) await fixture.addLine({ login });
      await write({ status: 'Start', login: 'anna', sessionId: '1', nasIpAddress: '10.0.0.1', nasIdentifier: 'north' });
      await write({ status: 'Start', login: 'bert', sessionId: '1', nasIpAddress: '10.0.0.2', nasIdentifier: 'north' });
      await write({ status: 'Start', login: 'carl', sessionId: '1', nasIpAddress: '10.0.0.1', nasIdentifier: 'south' });
      await write({ status: 'Accounting-On', nasIpAddress: '10.0.0.1', nasIdentifier: 'north' }, TEST_NOW_MS + 60_000);
      await write({ status: 'Accounting-Off', nasIpAddress: '10.0.0.2', nasIdentifier: 'north' }, TEST_NOW_MS + 60_000);
      await applyAll();
      const rows = await fixture.database.reader('radius_session').orderBy('login').select('login', 'terminate_cause');
      expect(rows.map(({ login, terminate_cause: cause }) => [login, cause])).to.deep.equal([
        ['anna', 'NAS-Reboot'],
        ['bert', 'Admin-Reboot'],
        ['carl', null],
      ]);
    });

    it('applies many records of many sessions exactly once', async () => {
      const serviceIds = await Promise.all(['anna', 'bert'].map((login) => fixture.addLine({ login })));
      const writes: Promise<boolean>[] = [];
      for (let step = 1; step <= 3; step++) {
        for (let index = 0; index < 400; index++) {
          const login = index % 2 === 0 ? 'anna' : 'bert';
          writes.push(
            write({ status: 'Interim-Update', login, sessionId: `s${index}`, seconds: step * 60, downloadOctets: BigInt(step) * MIB }),
          );
        }
      }
      await Promise.all(writes);
      await applyAll();
      for (const serviceId of serviceIds) expect((await usage(serviceId))[0]?.downloadOctets).to.equal(600n * MIB);
      expect(await folder.segments()).to.have.length(1);
    });

    it('counts past 2^32 where the router does not say so, if the line is that fast', async () => {
      const [fast, slow] = [
        await fixture.addLine({ login: 'fast', downloadBitsPerSecond: 200_000_000 }),
        await fixture.addLine({ login: 'slow', downloadBitsPerSecond: 10_000_000 }),
      ];
      for (const [step, downloadOctets] of [3072n * MIB, 1024n * MIB, 2048n * MIB].entries()) {
        for (const login of ['fast', 'slow']) {
          const draft = { login, sessionId: login, seconds: 300 * (step + 1), downloadOctets, hasGigawords: false };
          await write({ status: 'Interim-Update', ...draft }, TEST_NOW_MS + 300_000 * step);
        }
      }
      await applyAll();
      expect((await usage(fast))[0]?.downloadOctets).to.equal((4096n + 2048n) * MIB);
      expect((await usage(slow))[0]?.downloadOctets).to.equal(3072n * MIB);
    });

    it('gives up what a device had open before on the same router, once that is silent', async () => {
      const other = await fixture.addRouter({ address: '127.0.0.9', name: 'Valley' });
      const macAddress = '00:0C:42:01:02:03';
      await write({ status: 'Start', sessionId: 'silent', macAddress });
      await write({ status: 'Interim-Update', sessionId: 'silent', macAddress, seconds: 300 }, TEST_NOW_MS + 300_000);
      await write({ status: 'Start', sessionId: 'elsewhere', macAddress }, TEST_NOW_MS, other);
      await write({ status: 'Start', sessionId: 'of another device', macAddress: '00:0C:42:01:02:04' });
      await write({ status: 'Start', sessionId: 'speaking', macAddress }, TEST_NOW_MS + 500_000);
      await write({ status: 'Start', sessionId: 'new', macAddress }, TEST_NOW_MS + 800_000);
      await applyAll();
      const rows = await fixture.database.reader('radius_session').whereNotNull('stopped_at_ms');
      expect(rows.map((row) => [row.acct_session_id, row.terminate_cause, Number(row.stopped_at_ms)])).to.deep.equal([
        ['silent', 'Lost-Stop', TEST_NOW_MS + 300_000],
      ]);
    });

    it('notes up to when it has heard all that routers said, and since when it listens without a pause', async () => {
      const made = applier();
      const heard = async (atMs: number): Promise<readonly [number, number]> => {
        fixture.clock.atMs = atMs;
        for (;;) {
          const [row] = await fixture.database.reader('radius_journal');
          if (Number(row?.heard_at_ms) === atMs) return [Number(row.hearing_since_ms), Number(row.heard_at_ms)];
          made.extend(journal.position);
          await new Promise((resolve) => {
            setImmediate(resolve);
          });
        }
      };
      made.start(journal.position);
      expect(await heard(TEST_NOW_MS)).to.deep.equal([TEST_NOW_MS, TEST_NOW_MS]);
      await write({ status: 'Start' }, TEST_NOW_MS + 240_000);
      made.extend(journal.position);
      await made.applied(journal.position);
      expect(await heard(TEST_NOW_MS + 480_000)).to.deep.equal([TEST_NOW_MS, TEST_NOW_MS + 480_000]);
      expect(await heard(TEST_NOW_MS + 86_400_000)).to.deep.equal([TEST_NOW_MS + 86_400_000, TEST_NOW_MS + 86_400_000]);
      fixture.clock.atMs = TEST_NOW_MS;
    });

    const kills: readonly (readonly [string, (store: AccountingStore) => void])[] = [
      ['in the middle of a batch', (store) => throwOnce(store, 'addUsage', 'before')],
      ['before it notes how far it is', (store) => throwOnce(store, 'setProgress', 'before')],
      ['just before the commit', (store) => throwOnce(store, 'setProgress', 'after')],
    ];
    for (const [when, sabotage] of kills) {
      it(`neither loses nor doubles anything when it is killed ${when}`, async () => {
        const serviceId = await fixture.addLine({ login: 'anna' });
        for (let step = 1; step <= 4; step++)
          await write({ status: 'Interim-Update', seconds: step * 60, downloadOctets: BigInt(step) * MIB });
        const store = new AccountingStore();
        sabotage(store);
        await applyAll(applier(store));
        expect(logger.lines.some((line) => line.includes('kept in the journal'))).to.equal(true);
        expect((await usage(serviceId))[0]?.downloadOctets).to.equal(4n * MIB);
        expect(await sessions(serviceId)).to.have.length(1);
      });
    }

    it('neither loses nor doubles anything when it is killed after the commit', async () => {
      const serviceId = await fixture.addLine({ login: 'anna' });
      for (let step = 1; step <= 4; step++)
        await write({ status: 'Interim-Update', seconds: step * 60, downloadOctets: BigInt(step) * MIB });
      const { database } = fixture;
      const transaction = database.transaction.bind(database);
      let isLost = false;
      database.transaction = async (actor, work) => {
        const result = await transaction(actor, work);
        const rows = await database.reader('usage_day');
        if (rows.length === 0 || isLost) return result;
        isLost = true;
        throw new Error('the connection was lost while the commit was answered');
      };
      await applyAll();
      database.transaction = transaction;
      expect(isLost).to.equal(true);
      expect((await usage(serviceId))[0]?.downloadOctets).to.equal(4n * MIB);
    });

    it('goes on where an earlier process stopped', async () => {
      const serviceId = await fixture.addLine({ login: 'anna' });
      await write({ status: 'Interim-Update', seconds: 60, downloadOctets: MIB });
      await applyAll();
      await write({ status: 'Interim-Update', seconds: 120, downloadOctets: 3n * MIB });
      await applyAll();
      expect((await usage(serviceId))[0]?.downloadOctets).to.equal(3n * MIB);
    });

    it('misses nothing of a journal that begins anew under its old id', async () => {
      const serviceId = await fixture.addLine({ login: 'anna' });
      await fixture.database.transaction(TEST_ACTOR, ({ sql }) =>
        sql('radius_journal').insert({ journal_id: folder.id, applied_position: 1_000_000 }),
      );
      const made = applier();
      made.start(journal.position);
      await made.applied(journal.position);
      await write({ status: 'Interim-Update', seconds: 60, downloadOctets: MIB });
      made.extend(journal.position);
      await made.applied(journal.position);
      expect((await usage(serviceId))[0]?.downloadOctets).to.equal(MIB);
      expect(logger.lines.join()).to.include('shorter than what was applied');
    });

    it('keeps two journals apart', async () => {
      const serviceId = await fixture.addLine({ login: 'anna' });
      await fixture.database.transaction(TEST_ACTOR, ({ sql }) =>
        sql('radius_journal').insert({ journal_id: newId(), applied_position: 99 }),
      );
      await write({ status: 'Interim-Update', seconds: 60, downloadOctets: MIB });
      await applyAll();
      expect((await usage(serviceId))[0]?.downloadOctets).to.equal(MIB);
    });
  });
});

function throwOnce(store: AccountingStore, method: 'addUsage' | 'setProgress', when: 'before' | 'after'): void {
  const original = store[method].bind(store) as (...given: unknown[]) => Promise<void>;
  let hasThrown = false;
  const sabotaged = async (...given: unknown[]): Promise<void> => {
    if (hasThrown) return original(...given);
    hasThrown = true;
    if (when === 'after') await original(...given);
    throw new Error('killed');
  };
  Object.assign(store, { [method]: sabotaged });
}
