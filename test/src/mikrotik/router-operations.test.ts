import { EmulatedApi, OTHER_CERTIFICATE } from '@tapline/addon-mikrotik/testing';
import {
  AdminBrowser,
  aPlan,
  aService,
  forEachApplication,
  ROUTER_SERVICE,
  rejection,
  reportUsage,
  SERVICE_SERVICE,
  SESSION_CHANGES,
  type TestApplication,
} from '@tapline/core/testing';
import { CoaPeer } from '@tapline/core/testing/radius';
import { expect } from 'chai';
import { eventually } from '../tools.js';
import { ConnectedRouter } from './connected-router.js';
import { linkIn, shownForm } from './shown-form.js';

const MAC = '02:00:00:00:00:01';
const LONGEST_WAIT_MS = 5_000;

interface ShownConfiguration {
  readonly before: string | null;
  readonly added: readonly string[];
  readonly content: string;
}

forEachApplication('A router that is reached by its API', '2026-11-02T09:00:00Z', (app) => {
  let north: ConnectedRouter;
  beforeEach(async () => {
    north = await ConnectedRouter.on(app(), { counting: 'queues', setsQueues: true });
  });
  afterEach(() => north.stop());

  it('is shown with what it tells of itself, and with what is wrong when it is away or refuses the login', async () => {
    await north.minutes(1);
    const browser = await AdminBrowser.signedIn(app());
    const page = (await browser.get(`/addons/mikrotik/routers?router=${north.id}`)).text;
    expect(page).to.include('CCR2004-1G-12S+2XS').and.to.include('7.18.2').and.to.include('1 d 0 h').and.to.include('Answers');
    expect((await browser.get(`/routers/${north.id}`)).text)
      .to.include('RouterOS API')
      .and.to.include('CCR2004');
    await north.api.stop();
    await north.minutes(1);
    expect((await browser.get('/addons/mikrotik/routers')).text)
      .to.include('Not reached')
      .and.to.include('the connection is refused');
    const reader = await AdminBrowser.signedIn(app(), ['radius.read']);
    expect((await reader.get('/addons/mikrotik/run/setup-script')).status).to.equal(403);
  });

  it('keeps all that is set of it when its form is opened by "Change" and sent as it is', async () => {
    const settings = { counting: 'queues', setsQueues: true, setsLeases: true, setsSecrets: true, swapsDirections: true } as const;
    const more = { networks: '10.0.0.0/24\n2001:db8::/32', restrictedGo: 'blocked', countingMinutes: 7 };
    await north.ask('connect', { router: 'North', host: '127.0.0.1', port: north.api.port, control: 'apply', ...settings, ...more });
    const saved = async () => {
      const [row] = await app().view(({ sql }) => sql('addon_mikrotik_connection').select('settings', 'password_sealed'));
      return { ...row, settings: JSON.parse(row.settings) };
    };
    const before = await saved();
    const browser = await AdminBrowser.signedIn(app());
    const page = (await browser.get(`/addons/mikrotik/routers?router=${north.id}`)).text;
    const form = shownForm((await browser.get(linkIn(page, 'Change'))).text);
    const sent = await browser.submit('/addons/mikrotik/run/connect', form);
    expect(sent.text).to.include('North answers');
    expect(await saved()).to.deep.equal(before);
  });

  it('keeps what a command does not name, and all of it where the form to connect one names it by mistake', async () => {
    const saved = async () => JSON.parse((await app().view(({ sql }) => sql('addon_mikrotik_connection').select('settings')))[0].settings);
    const before = await saved();
    await north.ask('connect', { router: 'North', host: '127.0.0.1', countingMinutes: 9 });
    expect(await saved()).to.deep.equal({ ...before, countingMinutes: 9 });
    const browser = await AdminBrowser.signedIn(app());
    const form = shownForm((await browser.get('/addons/mikrotik/run/connect?router=North&host=10.9.9.9')).text);
    const sent = await browser.submit('/addons/mikrotik/run/connect', form);
    expect([sent.status, sent.text.includes('North is connected already')]).to.deep.equal([422, true]);
    expect(await saved()).to.deep.equal({ ...before, countingMinutes: 9 });
  });

  it('keeps one connection, renews it when it was cut, and does not believe another certificate', async () => {
    await north.minutes(2);
    expect(north.api.logins).to.equal(1);
    north.api.cut();
    await north.minutes(2);
    expect(north.api.logins).to.equal(2);
    const [row] = await app().view(({ sql }) => sql('addon_mikrotik_connection').select('fingerprint', 'password_sealed'));
    expect(row.fingerprint).to.match(/^[0-9a-f]{64}$/);
    expect(row.password_sealed).to.not.include('secret');
    await app().write(({ sql }) => sql('addon_mikrotik_connection').update({ fingerprint: '00'.repeat(32) }));
    north.api.cut();
    await north.minutes(1);
    const { text } = await (await AdminBrowser.signedIn(app())).get('/addons/mikrotik/routers');
    expect(text).to.include('is not trusted');
  });

  it('that says nothing any more keeps no other router waiting, and is told apart from one that is away', async () => {
    const south = await ConnectedRouter.on(app(), { router: 'South', answerTimeoutSeconds: 1 });
    south.api.faults.set('/system/resource/print', { kind: 'silence' });
    await north.minutes(1);
    const { text } = await (await AdminBrowser.signedIn(app())).get('/addons/mikrotik/routers');
    expect(text).to.include('did not answer /system/resource/print within 1 s').and.to.include('CCR2004');
    await south.stop();
  });

  it('is given a password of its own by the script when none was typed, which is nowhere else', async () => {
    await north.ask('disconnect');
    await north.ask('connect', { router: 'North', host: '127.0.0.1', port: north.api.port, ownAddress: '10.0.0.2' });
    const { script } = await north.ask<{ readonly script: string }>('setup-script');
    const password = /\/user add .*password="([^"]+)"/.exec(script)?.[1] ?? '';
    expect(password).to.have.length(24);
    expect(script).to.include('secret="radiussecret"').and.to.include('address=10.0.0.2');
    const audited = await app().view(({ sql }) => sql('audit_record'));
    expect(JSON.stringify(audited)).to.not.include(password).and.not.include('radiussecret');
    const form = await (await AdminBrowser.signedIn(app())).get(`/addons/mikrotik/run/connect?router=${north.id}`);
    expect(form.text).to.not.include(password);
  });

  it('is checked without its secret being told, and what was found stands on its page', async () => {
    const { faults } = await north.ask<{ readonly faults: readonly { readonly title: string; readonly command: string }[] }>('check');
    expect(JSON.stringify(faults)).to.include('/ppp aaa set use-radius=yes').and.not.include('radiussecret');
    const { text } = await (await AdminBrowser.signedIn(app())).get(`/addons/mikrotik/routers?router=${north.id}`);
    expect(text).to.include('PPP does not ask RADIUS.').and.not.include('radiussecret');
  });

  it('tells what a line does now', async () => {
    const { login, customerId } = await aService(app(), {
      status: 'active',
      macAddresses: [MAC],
      loginRules: { accessType: 'dhcp' },
    });
    const customer = (await (await AdminBrowser.signedIn(app())).get(`/customers/${customerId}`)).text;
    expect(linkIn(customer, 'Look at it now')).to.equal(`/addons/mikrotik/run/look?login=${login}`);
    north.router.lease(MAC, '10.0.0.5');
    north.router.reachable.add('10.0.0.5');
    north.router.table('/ip/arp').add({ address: '10.0.0.5', 'mac-address': MAC, interface: 'bridge1', status: 'reachable' });
    north.router.liveRates.set('10.0.0.5', { download: 8_000_000, upload: 1_000_000 });
    const { seen } = await north.ask<{ readonly seen: readonly { readonly view: object | null }[] }>('look', { login });
    expect(seen[0]?.view).to.include({
      address: '10.0.0.5',
      kind: 'DHCP',
      arp: 'reachable',
      downloadBitsPerSecond: 8_000_000,
      uploadBitsPerSecond: 1_000_000,
      pingsReceived: 3,
    });
    expect(
      (await north.ask<{ readonly seen: readonly { readonly view: object | null }[] }>('look', { login: (await aService(app())).login }))
        .seen[0]?.view,
    ).to.equal(null);
  });

  it('is backed up before the first change and daily when changed; each can be compared and downloaded', async () => {
    north.router.table('/user').add({ name: 'admin', password: 'routerpassword', group: 'full' });
    for (let n = 0; n < 200; n++) north.router.addressList.add({ list: 'vip', address: `10.7.0.${n}`, comment: 'by hand' });
    await north.minutes(1);
    const service = { status: 'active', macAddresses: [MAC], loginRules: { accessType: 'dhcp' } } as const;
    const { id: planId } = await aPlan(app());
    await aService(app(), { ...service, planId });
    north.router.lease(MAC, '10.0.0.5');
    await north.minutes(5);
    await app().moveTo('2026-11-03T10:00:00Z');
    await app().moveTo('2026-11-04T11:00:00Z');
    const kept = await app().view(({ sql }) => sql('addon_mikrotik_backup').orderBy('taken_at_ms'));
    expect(kept).to.have.length(2);
    expect(kept[0].content).to.include('10.7.0.199').and.not.include('tapline:').and.not.include('routerpassword');
    const browser = await AdminBrowser.signedIn(app());
    expect((await browser.get(`/addons/mikrotik/routers?router=${north.id}`)).text).to.include(
      '/addons/mikrotik/run/configuration?router=North&amp;at=',
    );
    const shown = await north.ask<ShownConfiguration>('configuration', { router: 'North', at: '' });
    expect(shown.before).to.equal(new Date(kept[0].taken_at_ms).toISOString());
    expect(shown.added.join()).to.include('/queue simple add name=');
    const file = await browser.get(`/addons/mikrotik/files/backup/${north.id}-${kept[1].taken_at_ms}`);
    expect([file.status, file.text]).to.deep.equal([200, kept[1].content]);
    expect(north.router.table('/file').rows.size).to.equal(0);
  });

  it('is backed up whole however long its configuration is, and in whatever script', async () => {
    for (let n = 0; n < 2_000; n++)
      north.router.addressList.add({ list: 'vip', address: `10.7.${n >> 8}.${n & 255}`, comment: 'Žižka محمد' });
    await north.ask('backup');
    const { content } = await north.ask<ShownConfiguration>('configuration', { router: 'North', at: '' });
    expect(content.match(/Žižka محمد/g)).to.have.length(2_000);
    expect(content.length).to.be.greaterThan(100_000);
    expect(content).to.not.include('\uFFFD');
  });

  it('is backed up before its first change even when a line changes before it was ever read', async () => {
    const { id } = await aService(app(), { status: 'active', macAddresses: [MAC], loginRules: { accessType: 'dhcp' } });
    north.router.lease(MAC, '10.0.0.5');
    await app().write((tx) => app().container.resolve(SERVICE_SERVICE).change(tx, id, { status: 'paused' }));
    await app().settle();
    expect(north.router.listsOf('10.0.0.5')).to.deep.equal(['tapline-blocked']);
    const [first] = await app().view(({ sql }) => sql('addon_mikrotik_backup').orderBy('taken_at_ms'));
    expect(first?.content).to.be.a('string').and.not.include('tapline-blocked');
  });

  it('that could not give its configuration is not asked for it again by each line that changes', async () => {
    const old = await ConnectedRouter.on(app(), { router: 'Old' }, '6.49.10');
    for (let n = 0; n < 200; n++) old.router.addressList.add({ list: 'vip', address: `10.7.0.${n}`, comment: 'by hand' });
    const { id } = await aService(app(), { status: 'active', macAddresses: [MAC], loginRules: { accessType: 'dhcp' } });
    old.router.lease(MAC, '10.0.0.5');
    await old.minutes(1);
    await app().write((tx) => app().container.resolve(SERVICE_SERVICE).change(tx, id, { status: 'paused' }));
    await old.minutes(6);
    expect(old.router.listsOf('10.0.0.5')).to.deep.equal(['tapline-blocked']);
    expect(old.api.heard.filter(({ command }) => command === '/export')).to.have.length(1);
    const { text } = await (await AdminBrowser.signedIn(app())).get(`/addons/mikrotik/routers?router=${old.id}`);
    expect(text).to.include('The latest backup failed');
    await old.stop();
  });

  it('shows no secret in a backup because it refused to hide them once', async () => {
    const old = await ConnectedRouter.on(app(), { router: 'Old', control: 'off', backsUp: false }, '6.49.10');
    old.router.secrets.add({ name: 'eva', password: 'evaspassword', service: 'any' });
    old.api.faults.set('/export', { kind: 'refusal', message: 'interrupted' });
    expect((await rejection(old.ask('backup', { router: 'Old' }))).message).to.include('interrupted');
    expect(await old.ask('backup', { router: 'Old' })).to.include('is kept');
    const [kept] = await app().view(({ sql }) => sql('addon_mikrotik_backup'));
    expect(kept.content).to.include('eva').and.not.include('evaspassword');
    await old.stop();
  });

  it('is reached by corrected settings while the wrong ones are still being tried, which pin nothing', async () => {
    let goOn = (): void => undefined;
    const released = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    north.api.cut();
    north.api.faults.set('/login', { kind: 'slow', until: released });
    const tried = north.ask('check').catch((error: unknown) => error);
    await eventually(async () => (north.api.connections > 0 ? true : undefined));
    const right = await EmulatedApi.start({ router: north.router, saysEmpty: true, certificate: OTHER_CERTIFICATE });
    const { trouble } = await north.ask<{ readonly trouble: string | null }>('connect', {
      router: 'North',
      host: '127.0.0.1',
      port: right.port,
      password: 'secret',
    });
    expect(trouble).to.equal(null);
    goOn();
    await tried;
    await north.minutes(1);
    const { text } = await (await AdminBrowser.signedIn(app())).get(`/addons/mikrotik/routers?router=${north.id}`);
    expect(text).to.include('Answers').and.not.include('is not trusted');
    expect(right.logins).to.equal(1);
    await right.stop();
  });

  it('keeps what is noted of it at the same time', async () => {
    await Promise.all([north.minutes(1), north.ask('check'), north.ask('backup'), north.ask('difference')]);
    const [state] = await app().view(({ sql }) => sql('addon_mikrotik_router_state'));
    for (const column of ['check_result', 'counting', 'difference', 'backed_up_at_ms', 'counted_at_ms']) {
      expect(state[column], column).to.not.equal(null);
    }
  });

  it('ends the sessions and leases of all devices of a line when asked to', async () => {
    const other = '02:00:00:00:00:02';
    const { login } = await aService(app(), { status: 'active', macAddresses: [MAC, other], loginRules: { accessType: 'dhcp' } });
    north.router.lease(MAC, '10.0.0.5');
    north.router.lease(other, '10.0.0.6');
    north.router.lease('02:00:00:00:00:03', '10.0.0.7');
    const kept = north.router.lease(MAC, '10.0.0.8', { dynamic: 'false' });
    expect(await north.ask('end-sessions', { login })).to.equal(`Ended 2 sessions of ${login}.`);
    expect([...north.router.leases.rows.values()].map(({ address }) => address)).to.deep.equal(['10.0.0.7', '10.0.0.8']);
    expect(north.router.leases.rows.has(kept)).to.equal(true);
  });

  describe('when a session there is to be ended', () => {
    let sessionId: string;
    let ppp: ReturnType<ConnectedRouter['router']['table']>;
    let peer: CoaPeer;

    beforeEach(async () => {
      peer = await CoaPeer.open();
      const { login } = await aService(app(), { status: 'active' });
      await reportUsage(app(), [{ login, kind: 'start', seconds: 0, downloadOctets: 0n }]);
      const [session] = await app().view(({ sql }) => sql('radius_session').select('id'));
      sessionId = session.id;
      await app().write(({ sql }) => sql('radius_session').update({ router_id: north.id }));
      ppp = north.router.table('/ppp/active');
      ppp.add({ name: login, address: '10.0.0.5' });
      ppp.add({ name: 'another', address: '10.0.0.6' });
    });
    afterEach(() => peer.close());

    async function endSession(): Promise<void> {
      await app().write((tx) => app().container.resolve(SESSION_CHANGES).end(tx, sessionId));
      await until(app(), () => ppp.rows.size === 1);
      expect(ppp.find(({ name }) => name === 'another')).to.not.equal(undefined);
    }

    it('ends it by its API when it does not answer the Disconnect-Request', () => endSession());

    it('ends it by its API when it refuses the Disconnect-Request', async () => {
      const secret = 'radiussecret';
      const changes = { coaAddress: '127.0.0.1', coaPort: peer.port, secret };
      await app().write((tx) => app().container.resolve(ROUTER_SERVICE).change(tx, north.id, changes));
      peer.answer = () => [{ verdict: 'nak', errorCause: 403, secret }];
      await endSession();
      expect(peer.requests.length).to.be.greaterThan(0);
      const refused = await app().view(({ sql }) => sql('session_request').where({ cause: 'end', state: 'refused' }));
      expect(refused.map(({ error_cause: errorCause }: { error_cause: string }) => errorCause)).to.deep.equal([
        'NAS Identification Mismatch',
      ]);
    });
  });
});

/** What waits for a router's silence takes real time; the event loop gets its turn for it. */
async function until(app: TestApplication, isDone: () => boolean): Promise<void> {
  for (const endMs = performance.now() + LONGEST_WAIT_MS; !isDone(); await app.settle()) {
    if (performance.now() > endMs) throw new Error('it was not done in time');
    await new Promise(setImmediate);
  }
}
