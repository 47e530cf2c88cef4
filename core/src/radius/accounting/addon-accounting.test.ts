import type { SessionReport, UsageDelta } from '@tapline/sdk';
import { expect } from 'chai';
import { LineDirectory } from '../../access/line-directory.js';
import { CONTRIBUTIONS } from '../../kernel/addons/contribution-registry.js';
import { addonOwner } from '../../kernel/hooks/owner.js';
import { addonSecretsOf } from '../../kernel/security/addon-secrets.js';
import { SECRET_BOX } from '../../kernel/security/secret-box.js';
import { ROUTER_SERVICE } from '../../network/router-service.js';
import { OPERATION_SERVICE } from '../../operations/operation-service.js';
import { SERVICE_SERVICE } from '../../services/service-service.js';
import { aPlan, aService } from '../../testing/builders.js';
import { forEachApplication } from '../../testing/each-application.js';
import { rejection } from '../../testing/rejection.js';
import type { TestApplication } from '../../testing/test-application.js';
import { reportUsage } from '../../testing/usage.js';
import { ServiceUsage } from '../../usage/usage-queries.js';
import { ADDON_ACCOUNTING } from './addon-accounting.js';
import { SILENT_SESSIONS } from './silent-sessions.js';

const START = Date.parse('2026-11-02T09:00:00Z');
const MINUTE = 60_000;

forEachApplication('What an add-on counts', '2026-11-02T09:00:00Z', (app) => {
  it('is kept as sessions and usage, once, whatever comes twice or late, and handed to who reads usage along', async () => {
    const { serviceId, report, usage } = await line(app());
    const read: UsageDelta[] = [];
    const contribute = app().container.resolve(CONTRIBUTIONS).add(addonOwner('reader', 'Reader'));
    contribute.usageReader({ id: 'all', read: async (_tx, deltas) => void read.push(...deltas) });
    await app().readUsage();
    expect(await report({ readAtMs: START + 5 * MINUTE, downloadOctets: 500n, uploadOctets: 50n })).to.deep.equal(['counted']);
    await report({ readAtMs: START + 10 * MINUTE, downloadOctets: 1_000n, uploadOctets: 100n });
    await report({ readAtMs: START + 10 * MINUTE, downloadOctets: 1_000n, uploadOctets: 100n });
    await report({ readAtMs: START + 5 * MINUTE, downloadOctets: 500n, uploadOctets: 50n });
    expect(await usage()).to.equal(1_000n);
    await app().readUsage();
    expect(read.reduce((sum, { downloadOctets }) => sum + downloadOctets, 0n)).to.equal(1_000n);
    const accounting = app().container.resolve(ADDON_ACCOUNTING).accountingOf('counter');
    const [session] = await app().view((tx) => accounting.online(tx, serviceId));
    expect(session).to.include({ ipv4Address: '10.0.0.5', downloadOctets: 1_000n, startedAtMs: START });
    await report({
      kind: 'stop',
      readAtMs: START + 11 * MINUTE,
      downloadOctets: 1_100n,
      uploadOctets: 100n,
      terminateCause: 'Lost-Carrier',
    });
    expect((await app().view((tx) => accounting.session(tx, session?.id ?? ''))).terminateCause).to.equal('Lost-Carrier');
    contributeNoMore(app());
  });

  it('goes on where it was when its router was away for long enough to count as lost, and when the login is changed', async () => {
    const { serviceId, report, usage } = await line(app());
    await report({ readAtMs: START, downloadOctets: 500n });
    await app().write(({ sql }) =>
      sql('radius_journal').insert({ journal_id: 'j', applied_position: 0, heard_at_ms: START + 70 * MINUTE, hearing_since_ms: START - 1 }),
    );
    await app().moveTo(START + 70 * MINUTE);
    await app().container.resolve(SILENT_SESSIONS).close();
    await app().write((tx) => app().container.resolve(SERVICE_SERVICE).change(tx, serviceId, { login: 'another' }));
    await report({ readAtMs: START + 70 * MINUTE, downloadOctets: 900n });
    expect(await usage()).to.equal(900n);
    const accounting = app().container.resolve(ADDON_ACCOUNTING).accountingOf('counter');
    expect(await app().view((tx) => accounting.online(tx, serviceId))).to.have.length(1);
  });

  it('is left out while RADIUS accounting speaks of the line, and is asked for no request by RADIUS', async () => {
    const { serviceId, login, report, usage } = await line(app());
    await report({ readAtMs: START + MINUTE, downloadOctets: 500n });
    await app().moveTo(START + 2 * MINUTE);
    await reportUsage(app(), [{ login, seconds: 30, downloadOctets: 70n }]);
    const ended: string[] = [];
    const contribute = app().container.resolve(CONTRIBUTIONS).add(addonOwner('reader', 'Reader'));
    const read = (deltas: readonly UsageDelta[]) => ended.push(...deltas.flatMap((each) => (each.isSessionEnd ? each.serviceId : [])));
    contribute.usageReader({ id: 'all', read: async (_tx, deltas) => void read(deltas) });
    await app().readUsage();
    expect(await report({ readAtMs: START + 3 * MINUTE, downloadOctets: 800n })).to.deep.equal(['by-radius']);
    expect(await usage()).to.equal(570n);
    await app().readUsage();
    expect(ended).to.deep.equal([serviceId]);
    contributeNoMore(app());
    const accounting = app().container.resolve(ADDON_ACCOUNTING).accountingOf('counter');
    const which = { serviceIds: [serviceId], sinceMs: START };
    expect([...(await app().view((tx) => accounting.countedByRadius(tx, which)))]).to.deep.equal([serviceId]);
    await reportUsage(app(), [{ login, kind: 'stop', seconds: 31, downloadOctets: 70n }]);
    await app().moveTo(START + 10 * MINUTE);
    const anew = { sessionId: 'lease 2', startedAtMs: START + 9 * MINUTE };
    expect(await report({ ...anew, readAtMs: START + 10 * MINUTE, downloadOctets: 5n })).to.deep.equal(['counted']);
    await app().write((tx) => app().container.resolve(SERVICE_SERVICE).change(tx, serviceId, { status: 'paused' }));
    await app().settle();
    const [asked] = await app().view(({ sql }) => sql('session_request').where('service_id', serviceId));
    expect(asked).to.equal(undefined);
  });

  it('names a line and a router that are there, and counters that can be', async () => {
    const { report } = await line(app());
    expect(await report({ serviceId: 'nobody', readAtMs: START })).to.deep.equal(['unknown']);
    expect((await rejection(report({ routerId: 'none', readAtMs: START }))).code).to.equal('ROUTER_UNKNOWN');
    expect((await rejection(report({ readAtMs: START - 1 }))).code).to.equal('SESSION_REPORT_INVALID');
    expect((await rejection(report({ readAtMs: START, downloadOctets: -1n }))).code).to.equal('SESSION_REPORT_INVALID');
  });

  it('is told of lines what RADIUS knows of them, and keeps secrets that no other add-on can open', async () => {
    const { id: planId } = await aPlan(app(), { reply: { addressLists: ['homes'] } });
    const service = await aService(app(), { planId, status: 'active', password: 'topsecret', macAddresses: ['00:0C:42:1F:2A:3B'] });
    const directory = new LineDirectory(app().container.resolve(SECRET_BOX));
    const [found] = await app().view((tx) => directory.page(tx, { afterId: '', limit: 10 }));
    expect(found).to.deep.include({
      serviceId: service.id,
      login: service.login,
      isAllowed: true,
      isNew: false,
      macAddresses: ['00:0C:42:1F:2A:3B'],
      addressLists: ['homes'],
      downloadBitsPerSecond: 5_000_000,
    });
    expect((await app().view((tx) => directory.of(tx, [service.id]))).get(service.id)).to.equal('topsecret');
    await app().write((tx) => app().container.resolve(SERVICE_SERVICE).change(tx, service.id, { status: 'stopped' }));
    expect(await app().view((tx) => directory.page(tx, { afterId: '', limit: 10 }))).to.deep.equal([]);
    const all = await app().view((tx) => directory.page(tx, { afterId: '', limit: 10, includesStopped: true }));
    expect(all.map(({ serviceStatus }) => serviceStatus)).to.deep.equal(['stopped']);
    expect((await app().view((tx) => directory.some(tx, [service.id])))[0]?.isAllowed).to.equal(false);
    const box = app().container.resolve(SECRET_BOX);
    const sealed = addonSecretsOf('one', box).seal('key');
    expect(addonSecretsOf('one', box).open(sealed)).to.equal('key');
    expect(() => addonSecretsOf('two', box).open(sealed)).to.throw('not sealed by the add-on two');
  });

  it('may be asked outside of transactions, with its secrets kept out of the audit log', async () => {
    const input = { type: 'object', properties: { key: { type: 'string', 'x-widget': 'secret' } }, additionalProperties: false } as const;
    const about = { title: 'T', description: 'D.', icon: 'check', permission: 'network.write', isReadOnly: false, input };
    const contribute = app().container.resolve(CONTRIBUTIONS).add(addonOwner('outside', 'Outside'));
    contribute.operation<{ key: string }, string>({
      ...about,
      id: 'reach',
      reach: ({ input: { key }, signal }) => Promise.resolve(`${key} ${signal.aborted}`),
    });
    const principal = { actor: { kind: 'admin', id: 'a', name: 'A' } as const, permissions: ['*'], mustChangePassword: false };
    const asked = { addonId: 'outside', operationId: 'reach', input: { key: 'not for the log' } };
    expect(await app().container.resolve(OPERATION_SERVICE).run(principal, asked)).to.equal('not for the log false');
    const [noted] = await app().view(({ sql }) => sql('audit_record').where('action', 'addon.reach'));
    expect(JSON.stringify(noted)).to.include('(not shown)').and.not.include('not for the log');
  });

  it('are in the audit log before they reach outside, and once more when they fail', async () => {
    const input = { type: 'object', properties: {}, additionalProperties: false } as const;
    const about = { title: 'T', description: 'D.', icon: 'check', permission: 'network.write', isReadOnly: false, input };
    const contribute = app().container.resolve(CONTRIBUTIONS).add(addonOwner('outside', 'Outside'));
    const noted = async (): Promise<readonly object[]> =>
      (await app().view(({ sql }) => sql('audit_record').where('action', 'addon.cut').orderBy('id'))).map(({ details }) =>
        JSON.parse(details),
      );
    let before: readonly object[] = [];
    contribute.operation({
      ...about,
      id: 'cut',
      reach: async () => {
        before = await noted();
        throw new Error('the connection was cut');
      },
    });
    const principal = { actor: { kind: 'admin', id: 'a', name: 'A' } as const, permissions: ['*'], mustChangePassword: false };
    const asked = { addonId: 'outside', operationId: 'cut', input: {} };
    expect((await rejection(app().container.resolve(OPERATION_SERVICE).run(principal, asked))).code).to.equal('ADDON_CALL_FAILED');
    expect(before).to.deep.equal([{ input: {} }]);
    expect(await noted()).to.deep.equal([{ input: {} }, { input: {}, failed: 'ADDON_CALL_FAILED' }]);
  });
});

function contributeNoMore(app: TestApplication): void {
  app.container.resolve(CONTRIBUTIONS).remove('reader');
}

async function line(app: TestApplication) {
  const { id: serviceId, login } = await aService(app, { status: 'active' });
  const router = await app.write((tx) =>
    app.container.resolve(ROUTER_SERVICE).create(tx, { name: 'R', address: '10.9.9.9', secret: 'topsecret' }),
  );
  const accounting = app.container.resolve(ADDON_ACCOUNTING).accountingOf('counter');
  const defaults: SessionReport = {
    routerId: router.id,
    serviceId,
    sessionId: 'lease 1',
    kind: 'interim',
    readAtMs: START,
    startedAtMs: START,
    downloadOctets: 0n,
    uploadOctets: 0n,
    ipv4Address: '10.0.0.5',
    macAddress: '00:0C:42:1F:2A:3B',
  };
  return {
    serviceId,
    login,
    report: (report: Partial<SessionReport>) => app.write((tx) => accounting.report(tx, [{ ...defaults, ...report }])),
    usage: async () => {
      const span = { serviceIds: [serviceId], fromMs: START - 86_400_000, untilMs: START + 86_400_000 };
      return (await app.view((tx) => new ServiceUsage().sums(tx, span))).get(serviceId)?.downloadOctets;
    },
  };
}
