import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { forEachDatabase } from '@tapline/core/testing';
import { expect } from 'chai';
import { ApiClient } from '../end-to-end/api-client.js';
import { isRadclientThere, radclient } from '../end-to-end/radclient.js';
import { TaplineProcess } from '../end-to-end/tapline-process.js';
import { eventually, requireTool } from '../tools.js';

/** Nobody else's: on the port of a process that was killed another test's server may listen meanwhile, and must not be believed. */
const SECRET = randomBytes(16).toString('hex');
const SESSIONS = 6;
const KILLS = 2;
const LONGEST_PAUSE_MS = 900;

interface Row {
  readonly id: string;
}

/** What one session's router has sent and what it knows to be safe: its download counter. */
interface Counted {
  readonly login: string;
  readonly sessionId: string;
  sent: bigint;
  acknowledged: bigint;
}

forEachDatabase((database) => {
  describe(`Accounting while both processes are killed and started again by the supervisor, on ${database.name}`, function faults() {
    this.timeout(180_000);
    let tapline: TaplineProcess;

    before(function tools() {
      requireTool(this, 'radclient', isRadclientThere);
    });
    after(async () => {
      await tapline?.stop();
      await database.close();
    });

    it('loses nothing that it acknowledged and counts nothing twice', async () => {
      tapline = await TaplineProcess.start(await database.createMigrated());
      const api = new ApiClient(tapline);
      const customer = await setUp(api);
      const sessions: Counted[] = Array.from({ length: SESSIONS }, (_, index) => ({
        login: `user${index}`,
        sessionId: `8100000${index}`,
        sent: 0n,
        acknowledged: 0n,
      }));
      const routers = new AbortController();
      const reporting = sessions.map((session) => report(session, routers.signal));

      for (let kill = 0; kill < KILLS; kill++) {
        await pause(Math.random() * LONGEST_PAUSE_MS);
        const name = kill % 2 === 0 ? 'radius' : 'app';
        const said = tapline.output.length;
        process.kill(tapline.childProcessIds().get(name) as number, 'SIGKILL');
        await tapline.untilItSays(new RegExp(`the ${name} process serves again`), said);
      }
      await pause(LONGEST_PAUSE_MS / 3);
      routers.abort();
      await Promise.all(reporting);

      expect(sessions.every(({ acknowledged }) => acknowledged > 0n)).to.equal(true);
      const kept = await eventually(async () => {
        const { items } = await api.get<{ items: readonly { login: string; downloadOctets: string }[] }>(
          `/customers/${customer.id}/sessions`,
        );
        const marks = new Map(items.map(({ login, downloadOctets }) => [login, BigInt(downloadOctets)]));
        expect(items.length).to.be.at.most(SESSIONS);
        return sessions.every(({ login, acknowledged }) => (marks.get(login) ?? 0n) >= acknowledged) ? marks : undefined;
      });
      for (const { login, sent } of sessions) expect((kept.get(login) as bigint) <= sent, `${login} has more than was sent`).to.equal(true);

      const { items: usage } = await api.get<{ items: readonly { downloadOctets: string }[] }>(`/customers/${customer.id}/usage`);
      const counted = usage.reduce((sum, { downloadOctets }) => sum + BigInt(downloadOctets), 0n);
      expect(counted).to.equal([...kept.values()].reduce((sum, octets) => sum + octets, 0n));
    });

    async function setUp(api: ApiClient): Promise<Row> {
      await api.post('/routers', { name: 'north', address: '127.0.0.1', secret: SECRET });
      const plan = await api.post<Row>('/plans', {
        name: 'Internet',
        priceMinor: 0,
        downloadBitsPerSecond: 5_000_000,
        uploadBitsPerSecond: 1_000_000,
      });
      const customer = await api.post<Row>('/customers', { name: 'Jan Novák' });
      for (let index = 0; index < SESSIONS; index++) {
        await api.post('/services', { customerId: customer.id, planId: plan.id, login: `user${index}`, password: 'secret' });
      }
      return customer;
    }

    /** A router that reports one session: grows the counter, and tries an unanswered record again as routers do. */
    async function report(session: Counted, signal: AbortSignal): Promise<void> {
      for (let step = 1; !signal.aborted; step++) {
        session.sent = BigInt(step) * 1_000_003n;
        const status = step === 1 ? 'Start' : 'Interim-Update';
        const attributes = [
          `User-Name = "${session.login}"`,
          `Acct-Session-Id = "${session.sessionId}"`,
          'NAS-IP-Address = 127.0.0.1',
          `Acct-Status-Type = ${status}`,
          `Acct-Session-Time = ${step}`,
          `Acct-Output-Octets = ${session.sent % 2n ** 32n}`,
          `Acct-Output-Gigawords = ${session.sent / 2n ** 32n}`,
        ];
        for (;;) {
          const answer = await radclient({ port: tapline.configuration.radius.accountingPort, kind: 'acct', secret: SECRET, attributes });
          if (answer.verdict === 'Accounting-Response') {
            session.acknowledged = session.sent;
            break;
          }
          if (signal.aborted) return;
        }
      }
    }
  });
});
