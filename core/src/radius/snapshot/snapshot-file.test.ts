import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { SystemClock } from '../../kernel/clock/system-clock.js';
import { forEachDatabase } from '../../testing/each-database.js';
import { ATTRIBUTE, type AttributeWriter, PACKET_CODE, SERVICE_TYPE } from '../codec/index.js';
import { type RadiusProcess, startRadiusProcess } from '../radius-process.js';
import { accessPacket } from '../testing/access-packets.js';
import { accountingPacket } from '../testing/accounting-packets.js';
import { RadiusFixture } from '../testing/radius-fixture.js';
import { RecordingLogger } from '../testing/recording-logger.js';
import { TestRouter } from '../testing/test-router.js';
import { AccessSnapshot } from './access-snapshot.js';
import { type SnapshotBlock, SnapshotFile } from './snapshot-file.js';
import { SnapshotLoader } from './snapshot-loader.js';
import { SnapshotStore } from './snapshot-store.js';

const KEY = Buffer.alloc(32, 1);

async function blocksOf(file: SnapshotFile): Promise<readonly SnapshotBlock[]> {
  const blocks: SnapshotBlock[] = [];
  for await (const block of file.read()) blocks.push(block);
  return blocks;
}

async function readError(file: SnapshotFile): Promise<string> {
  return blocksOf(file).then(
    () => '',
    (error: Error) => error.message,
  );
}

describe('The local snapshot file', () => {
  let directory: string;
  let path: string;
  let logger: RecordingLogger;
  const open = (key = KEY): SnapshotFile => new SnapshotFile({ file: path, key, logger });
  const gone = (serviceId: string): SnapshotBlock => ({ kind: 'gone', serviceIds: [serviceId] });

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tapline-snapshot-'));
    path = join(directory, 'radius-snapshot');
    logger = new RecordingLogger();
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  async function written(...ids: readonly string[]): Promise<SnapshotFile> {
    const file = open();
    file.begin();
    file.add(gone('a'));
    file.commit();
    for (const id of ids) file.add(gone(id));
    await file.close();
    return file;
  }

  it('gives back the whole and every change after it, to its owner only', async () => {
    await written('b', 'c');
    expect((await blocksOf(open())).map((block) => (block.kind === 'gone' ? block.serviceIds[0] : block.kind))).to.deep.equal([
      'begin',
      'a',
      'whole',
      'b',
      'c',
    ]);
    expect(statSync(path).mode & 0o777).to.equal(0o600);
  });

  it('stays what it was until a new whole is complete', async () => {
    await written('b');
    const next = open();
    next.begin();
    next.add(gone('z'));
    await next.close();
    expect(JSON.stringify(await blocksOf(open())))
      .to.include('"b"')
      .and.not.include('"z"');
  });

  it('loses no more than its end when the machine dies while a change is written', async () => {
    await written('b', 'c');
    const octets = readFileSync(path);
    writeFileSync(path, octets.subarray(0, octets.length - 9));
    expect(JSON.stringify(await blocksOf(open())))
      .to.include('"b"')
      .and.not.include('"c"');
  });

  it('is refused when anything in it was changed, left out or written with another key', async () => {
    await written();
    const lines = readFileSync(path, 'utf8').split('\n');
    writeFileSync(path, [lines[0], lines[1]?.replace('"a"', '"x"'), ...lines.slice(2)].join('\n'));
    expect(await readError(open())).to.include('damaged');
    writeFileSync(path, [lines[0], ...lines.slice(2)].join('\n'));
    expect(await readError(open())).to.include('damaged');
    writeFileSync(path, lines.join('\n'));
    expect(await readError(open())).to.equal('');
    expect(await readError(open(Buffer.alloc(32, 2)))).to.include('another master key');
  });

  it('that cannot be written is said once, and disturbs nobody', async () => {
    path = join(directory, 'file', 'radius-snapshot');
    writeFileSync(join(directory, 'file'), '');
    const file = await written('b', 'c');
    expect(logger.lines.filter((line) => line.includes('cannot be written'))).to.have.length(1);
    expect(await file.state()).to.equal(undefined);
  });
});

forEachDatabase((kind) => {
  describe(`RADIUS without its database (${kind.name})`, () => {
    let fixture: RadiusFixture;
    beforeEach(async () => {
      fixture = await RadiusFixture.create(await kind.create());
    });
    afterEach(async () => {
      await fixture.close();
      await kind.close();
    });

    it('starts from the local snapshot, and follows the database when it is back', async () => {
      const logger = new RecordingLogger();
      const path = join(fixture.configuration.dataDirectory, 'snapshot');
      const real = new SnapshotStore(fixture.database.reader);
      let isAway = false;
      const store = new Proxy(real, {
        get: (target, name: keyof SnapshotStore) =>
          isAway ? () => Promise.reject(new Error('away')) : (target[name] as () => unknown).bind(target),
      });
      const loaderOf = (snapshot: AccessSnapshot): SnapshotLoader =>
        new SnapshotLoader({
          store,
          secrets: fixture.secrets,
          snapshot,
          logger,
          file: new SnapshotFile({ file: path, key: KEY, logger }),
          onRouters: () => undefined,
          leases: { replaceNetworks: () => undefined, demand: () => undefined },
        });
      await fixture.addRouter();
      await fixture.addLine({ login: 'anna' });
      const bert = await fixture.addLine({ login: 'bert' });
      const before = loaderOf(new AccessSnapshot());
      await before.start();
      await fixture.setAccess(bert, { login: 'bert', isAllowed: false });
      await before.refresh();
      await before.stop();

      // One that ends before it has written its own file leaves the one that was there.
      const interrupted = loaderOf(new AccessSnapshot());
      await interrupted.start();
      await interrupted.stop();

      isAway = true;
      const snapshot = new AccessSnapshot();
      const loader = loaderOf(snapshot);
      await loader.start();
      expect([snapshot.find('anna')?.isAllowed, snapshot.find('bert')?.isAllowed, loader.isFromFile]).to.deep.equal([true, false, true]);
      expect(logger.lines.join('\n')).to.match(/RADIUS answers from its local snapshot, which was right at 20/);
      await fixture.addLine({ login: 'cyril' });
      await fixture.database.transaction({ kind: 'system', id: 'test', name: 'Test' }, ({ sql }) =>
        sql('service_access').where('service_id', bert).delete(),
      );
      isAway = false;
      await loader.refresh();
      expect([snapshot.find('cyril')?.isAllowed, snapshot.find('bert'), loader.isFromFile]).to.deep.equal([true, undefined, false]);
      await loader.stop();
    });

    /** A process that has run and is stopped, and another that is started then while the database cannot be reached. */
    async function startWithoutDatabase(): Promise<{ readonly process: RadiusProcess; readonly start: () => Promise<RadiusProcess> }> {
      const radius = { ...fixture.configuration.radius, host: '127.0.0.1', authPort: 0, accountingPort: 0 };
      const start = (database: object = {}): Promise<RadiusProcess> =>
        startRadiusProcess({
          configuration: { ...fixture.configuration, radius, database: { ...fixture.configuration.database, ...database } },
          clock: new SystemClock(),
          logger: new RecordingLogger(),
        });
      const first = await start();
      await first.settled();
      await first.stop();
      return { process: await start({ port: 1, filename: 'not-there.db' }), start };
    }

    it('answers logins and keeps accounting', async () => {
      await fixture.addRouter();
      await fixture.addLine({ login: 'anna', password: 'right' });
      const { process, start } = await startWithoutDatabase();
      const router = await TestRouter.open();
      const reply = await router.ask(accessPacket({ login: 'anna', password: 'right', identifier: 1 }), process.authPort);
      expect(reply[0]).to.equal(PACKET_CODE['Access-Accept']);
      const answer = await router.ask(accountingPacket({ status: 'Start', identifier: 2 }), process.accountingPort);
      expect(answer[0]).to.equal(PACKET_CODE['Accounting-Response']);
      await process.stop();
      const again = await start();
      await again.settled();
      expect(await fixture.database.reader('radius_session')).to.have.length(1);
      await again.stop();
      await router.close();
    });

    it('lets admins in to routers as before', async () => {
      await fixture.addRouter();
      await fixture.addRouterLogin({ login: 'petra', group: 'write', password: 'right' });
      const { process } = await startWithoutDatabase();
      const router = await TestRouter.open();
      const byWinbox = (writer: AttributeWriter): AttributeWriter => writer.integer(ATTRIBUTE['Service-Type'], SERVICE_TYPE.Login);
      const codes: (number | undefined)[] = [];
      for (const [index, password] of ['right', 'wrong'].entries()) {
        const packet = accessPacket({ login: 'petra', password, identifier: index, tells: byWinbox });
        codes.push((await router.ask(packet, process.authPort))[0]);
      }
      expect(codes).to.deep.equal([PACKET_CODE['Access-Accept'], PACKET_CODE['Access-Reject']]);
      await process.stop();
      await router.close();
    });

    it('shuts nobody out for a session of before, and refuses a device beyond the limit by what routers have said since', async () => {
      await fixture.addRouter();
      const loginRules = { sessionLimit: 1, sessionPolicy: 'refuse' } as const;
      await fixture.addLine({ login: 'anna', password: 'right', loginRules });
      const { process } = await startWithoutDatabase();
      const router = await TestRouter.open();
      const logIn = async (macAddress: string, identifier: number): Promise<number | undefined> =>
        (await router.ask(accessPacket({ login: 'anna', password: 'right', macAddress, identifier }), process.authPort))[0];
      expect(await logIn('00:0C:42:00:00:01', 1)).to.equal(PACKET_CODE['Access-Accept']);
      const start = accountingPacket({ status: 'Start', macAddress: '00:0C:42:00:00:01', identifier: 2 });
      await router.ask(start, process.accountingPort);
      expect(await logIn('00:0C:42:00:00:02', 3)).to.equal(PACKET_CODE['Access-Reject']);
      expect(await logIn('00:0C:42:00:00:01', 4), 'the device that is online').to.equal(PACKET_CODE['Access-Accept']);
      await process.stop();
      await router.close();
    });
  });
});
