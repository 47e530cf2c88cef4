import { spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { repositoryRoot } from '../repository/source-files.js';
import { freeTcpPort, freeUdpPort } from './tapline-process.js';

interface Refusal {
  readonly code: number | null;
  /** What a person reads, without the log lines. */
  readonly said: readonly string[];
}

describe('A start that cannot be', function refusals() {
  this.timeout(30_000);
  const directory = mkdtempSync(join(tmpdir(), 'tapline-refused-'));
  let tcp: Server;
  let udp: Socket;

  before(async () => {
    tcp = createServer().listen(0, '127.0.0.1');
    udp = createSocket('udp4').bind(0, '127.0.0.1');
    await Promise.all([once(tcp, 'listening'), once(udp, 'listening')]);
  });
  after(() => {
    tcp.close();
    udp.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const start = async (settings: Readonly<Record<string, string>>): Promise<Refusal> => {
    const flags = {
      dataDirectory: join(directory, 'data'),
      'web.port': String(await freeTcpPort()),
      'radius.host': '127.0.0.1',
      'radius.authPort': String(await freeUdpPort()),
      'radius.accountingPort': String(await freeUdpPort()),
      'log.level': 'error',
      ...settings,
    };
    const child = spawn(process.execPath, [
      join(repositoryRoot, 'core/bin/tapline.js'),
      'start',
      ...Object.entries(flags).map(([key, value]) => `--${key}=${value}`),
    ]);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    const [code] = (await once(child, 'exit')) as [number | null];
    return { code, said: output.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('{')) };
  };
  const expectOneLine = ({ code, said }: Refusal, pattern: RegExp): void => {
    expect(said, said.join('\n')).to.have.length(1);
    expect(said[0]).to.match(pattern);
    expect(code).to.equal(1);
  };

  it('names web.port and the cure when another program has the port', async () => {
    const { port } = tcp.address() as { port: number };
    expectOneLine(await start({ 'web.port': String(port) }), /web\.port \d+ is in use by another program; .*set web\.port to a free port/);
  });

  it('names the RADIUS port’s key and the cure when another program has it', async () => {
    const { port } = udp.address();
    expectOneLine(await start({ 'radius.authPort': String(port) }), /radius\.authPort/);
    expectOneLine(await start({ 'radius.accountingPort': String(port) }), /radius\.accountingPort/);
  });

  it('names dataDirectory when the folder cannot be written', async () => {
    const file = join(directory, 'a-file');
    writeFileSync(file, '');
    expectOneLine(await start({ dataDirectory: join(file, 'data') }), /dataDirectory .* cannot be written/);
  });

  it('names the key of a wrong value, and how it was set', async () => {
    expectOneLine(
      await start({ 'radius.authPort': '70000' }),
      /radius\.authPort must be <= 65535 \(it is 70000\), set by --radius\.authPort/,
    );
  });

  it('says where to look when the database server does not answer', async () => {
    const port = String(await freeTcpPort());
    expectOneLine(
      // With a snapshot from an earlier start RADIUS would answer from that.
      await start({ 'database.client': 'mysql', 'database.port': port, dataDirectory: join(directory, 'new') }),
      /the database does not answer .* check database\.host, database\.port/,
    );
  });

  it('names an address that this machine does not have', async () => {
    expectOneLine(await start({ 'web.host': '192.0.2.1' }), /web\.host 192\.0\.2\.1 is no address of this machine/);
  });
});
