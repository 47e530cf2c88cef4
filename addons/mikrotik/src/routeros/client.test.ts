import { expect } from 'chai';
import { OTHER_CERTIFICATE, ROUTER_CERTIFICATE } from '../testing/certificates.js';
import { EmulatedApi, type EmulatedApiOptions } from '../testing/emulated-api.js';
import { EmulatedRouter } from '../testing/emulated-router.js';
import { ApiClient, type ApiTarget } from './client.js';

const NAMES = 'Şükrü İğne محمد Žižka';

describe('The client of the RouterOS API', () => {
  const open: { close(): unknown }[] = [];
  afterEach(async () => {
    for (const each of open.splice(0).toReversed()) await each.close();
  });

  async function emulate(options: Partial<EmulatedApiOptions> = {}, target: Partial<ApiTarget> = {}) {
    const router = new EmulatedRouter({ version: '7.18.2', nowMs: () => Date.parse('2026-11-02T09:00:00Z') });
    const api = await EmulatedApi.start({ router, saysEmpty: true, ...options });
    open.push({ close: () => api.stop().catch(() => undefined) });
    const to: ApiTarget = {
      host: '127.0.0.1',
      port: api.port,
      user: 'tapline',
      password: 'secret',
      security: { kind: 'none' },
      connectTimeoutMs: 5_000,
      answerTimeoutMs: 5_000,
      ...target,
    };
    return { router, api, to };
  }

  async function connect(to: ApiTarget): Promise<ApiClient> {
    const client = await ApiClient.open(to);
    open.push(client);
    return client;
  }

  async function failure(work: Promise<unknown>): Promise<{ code: string; message: string }> {
    return work.then(
      () => Promise.reject(new Error('it was done')),
      (error) => error,
    );
  }

  for (const hasChallenge of [false, true]) {
    it(`logs in ${hasChallenge ? 'by the challenge of RouterOS before 6.43' : 'with name and password'}, and says when it is refused`, async () => {
      const { to } = await emulate({ hasChallenge });
      const client = await connect(to);
      expect((await client.ask('/system/identity/print')).rows[0]?.name).to.equal('north-1');
      const error = await failure(ApiClient.open({ ...to, password: 'wrong' }));
      expect(error.code).to.equal('MIKROTIK_LOGIN_REFUSED');
      expect(error.message).to.include('invalid user name or password').and.not.include('wrong"');
    });
  }

  it('reads tables without rows, where RouterOS says !empty and where it does not', async () => {
    for (const saysEmpty of [true, false]) {
      const { to } = await emulate({ saysEmpty });
      expect((await (await connect(to)).ask('/ppp/active/print')).rows).to.deep.equal([]);
    }
  });

  for (const segmentOctets of [1, 7]) {
    it(`reads long words in segments of ${segmentOctets}, in whatever script`, async () => {
      const { api, router, to } = await emulate();
      const client = await connect(to);
      const comment = `${NAMES} ${'x'.repeat(20_000 * (segmentOctets === 1 ? 0.1 : 1))}`;
      await client.ask('/queue/simple/add', ['=name=a', `=comment=${comment}`, '=target=10.0.0.5']);
      api.segmentOctets = segmentOctets;
      const { rows } = await client.ask('/queue/simple/print');
      expect(rows[0]?.comment).to.equal(comment);
      expect(router.queues.find(({ name }) => name === 'a')?.comment).to.equal(comment);
    });
  }

  it('tells the answers of commands apart that come mixed up, and passes over what nobody waits for', async () => {
    const { api, to } = await emulate();
    const client = await connect(to);
    let release = (): void => undefined;
    api.faults.set('/system/resource/print', { kind: 'slow', until: new Promise((resolve) => (release = resolve)) });
    const slow = client.ask('/system/resource/print');
    const quick = await client.ask('/system/identity/print');
    api.say(['!re', '=name=late', '.tag=99999999']);
    api.say(['!done', '.tag=99999999']);
    api.say(['!done']);
    release();
    expect((await slow).rows[0]?.['cpu-load']).to.equal('7');
    expect(quick.rows[0]?.name).to.equal('north-1');
    expect(client.isOpen).to.equal(true);
  });

  it('passes over an answer that comes after its time, and goes on', async () => {
    const { api, to } = await emulate({}, { answerTimeoutMs: 50 });
    const client = await connect(to);
    let release = (): void => undefined;
    api.faults.set('/system/resource/print', { kind: 'slow', until: new Promise((resolve) => (release = resolve)) });
    expect((await failure(client.ask('/system/resource/print'))).code).to.equal('MIKROTIK_SILENT');
    release();
    api.faults.clear();
    expect((await client.ask('/system/identity/print')).rows).to.have.length(1);
    expect(api.heard.map(({ command }) => command)).to.include('/cancel');
  });

  it('says the router’s words where a command is refused, and goes on', async () => {
    const { to } = await emulate();
    const client = await connect(to);
    const error = await failure(client.ask('/queue/simple/remove', ['=.id=*FF']));
    expect(error.message).to.equal('the router refuses /queue/simple/remove: no such item');
    expect((await client.ask('/system/identity/print')).rows).to.have.length(1);
  });

  it('fails every command under way when the connection is cut, in the middle of a sentence too', async () => {
    const { api, to } = await emulate();
    const client = await connect(to);
    api.faults.set('/system/resource/print', { kind: 'cut', afterOctets: 30 });
    api.faults.set('/system/clock/print', { kind: 'silence' });
    const errors = await Promise.all([failure(client.ask('/system/clock/print')), failure(client.ask('/system/resource/print'))]);
    expect(errors.map(({ code }) => code)).to.deep.equal(['MIKROTIK_CUT_OFF', 'MIKROTIK_CUT_OFF']);
    expect(client.isOpen).to.equal(false);
    expect((await failure(client.ask('/system/clock/print'))).code).to.equal('MIKROTIK_CUT_OFF');
  });

  it('says what the router says when it ends the connection', async () => {
    const { api, to } = await emulate();
    const client = await connect(to);
    api.faults.set('/system/clock/print', { kind: 'fatal', message: 'session terminated on request' });
    expect((await failure(client.ask('/system/clock/print'))).message).to.include('session terminated on request');
  });

  it('says what to do where no API answers', async () => {
    const { api, to } = await emulate();
    await api.stop();
    const error = await failure(ApiClient.open(to));
    expect(error.code).to.equal('MIKROTIK_UNREACHABLE');
    expect(error.message).to.include('/ip service enable');
  });

  it('is not fooled by something else that listens', async () => {
    const { api, to } = await emulate();
    const opening = failure(ApiClient.open({ ...to, connectTimeoutMs: 300, security: { kind: 'none' } }));
    api.faults.set('/login', { kind: 'silence' });
    expect((await opening).code).to.equal('MIKROTIK_NOT_AN_API');
  });

  it('pins the certificate that it has seen first, and refuses another', async () => {
    const { to } = await emulate({ certificate: ROUTER_CERTIFICATE });
    const first = await connect({ ...to, security: { kind: 'pinned', fingerprint: null } });
    expect(first.fingerprint).to.match(/^[0-9a-f]{64}$/);
    expect((await connect({ ...to, security: { kind: 'pinned', fingerprint: first.fingerprint } })).isOpen).to.equal(true);
    expect((await failure(ApiClient.open({ ...to, security: { kind: 'trusted' } }))).code).to.equal('MIKROTIK_CERTIFICATE_UNTRUSTED');
    const { to: other } = await emulate({ certificate: OTHER_CERTIFICATE });
    const error = await failure(ApiClient.open({ ...other, security: { kind: 'pinned', fingerprint: first.fingerprint } }));
    expect(error.code).to.equal('MIKROTIK_CERTIFICATE_UNTRUSTED');
  });

  it('reads 5,000 rows', async () => {
    const { router, to } = await emulate();
    for (let n = 0; n < 5_000; n++) router.lease(`02:00:00:00:${hex(n >> 8)}:${hex(n & 255)}`, `10.1.${n >> 8}.${n & 255}`);
    const client = await connect(to);
    expect((await client.ask('/ip/dhcp-server/lease/print')).rows).to.have.length(5_000);
  });
});

function hex(octet: number): string {
  return octet.toString(16).padStart(2, '0').toUpperCase();
}
