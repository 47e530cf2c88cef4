import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { Command } from 'commander';
import type { ProgramOptions } from './program.js';
import { runProgram } from './run-program.js';
import { RecordingTerminal } from './testing/recording-terminal.js';

interface Ran {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

async function run(
  words: string,
  options: ProgramOptions & { readonly environment?: Readonly<Record<string, string>> } = {},
): Promise<Ran> {
  const terminal = new RecordingTerminal(options.environment);
  const exitCode = await runProgram(words.split(' '), { ...options, terminal });
  return { exitCode, out: terminal.out.join('\n'), err: terminal.err.join('\n') };
}

/** A port that nothing listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('the command line', () => {
  it('says in one line that no server is there and how to start one', async () => {
    const port = await freePort();
    const { exitCode, out, err } = await run(`customers list --token x --web.port=${port}`);
    expect(exitCode).to.equal(1);
    expect(out).to.equal('');
    expect(err).to.equal(
      `tapline: no server answers at http://127.0.0.1:${port}; start one with "tapline start", or name another with --server`,
    );
  });

  it('says so as JSON too', async () => {
    const port = await freePort();
    const { exitCode, err } = await run(`--json plans list --server http://127.0.0.1:${port}`, { environment: { TAPLINE_TOKEN: 'x' } });
    expect(exitCode).to.equal(1);
    expect(JSON.parse(err)).to.have.nested.property('error.code', 'SERVER_UNREACHABLE');
  });

  it('names the token file that is missing', async () => {
    const { exitCode, err } = await run('jobs --dataDirectory=/nowhere');
    expect(exitCode).to.equal(1);
    expect(err).to.match(/^tapline: there is no \/nowhere\/cli\.token: start the server with "tapline start"/);
  });

  it('shows a script that an add-on answers with in lines of its own, and never obeys what is in it', async () => {
    const answers: Readonly<Record<string, unknown>> = {
      '/api/v1/operations': { items: [] },
      '/api/v1/addons/mikrotik/operations/setup-script': { router: 'hill', script: '/radius add\n/ppp aaa \u001b[2J\n' },
    };
    const server = createServer((request, response) => {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(answers[request.url ?? '']));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { out, err } = await run(`addons run mikrotik setup-script --token x --server ${url}`);
    await new Promise((resolve) => server.close(resolve));
    expect([err, out]).to.deep.equal(['', 'router: hill\nscript:\n/radius add\n/ppp aaa \ufffd[2J']);
  });

  it('tells another server from its own', async () => {
    const server = createServer((_request, response) => response.end('<html>')).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { exitCode, err } = await run(`jobs --token x --server http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.close();
    expect(exitCode).to.equal(1);
    expect(err).to.include('not as a Tapline server does');
  });

  it('leaves with 2 for what cannot be meant', async () => {
    for (const words of ['customer', 'nonsense', 'plans create --name x', 'plans list --nonsense', 'jobs --server nowhere --token x']) {
      expect((await run(words)).exitCode, words).to.equal(2);
    }
    const { err } = await run('plans create --name x --price 1 --download fast --upload 1M');
    expect(err).to.include('"fast" is not a speed');
    expect(JSON.parse((await run('nonsense --json')).err)).to.have.nested.property('error.code', 'USAGE');
  });

  it('shows help and version and leaves with 0', async () => {
    const help = await run('--help');
    expect(help.exitCode).to.equal(0);
    expect(help.out).to.include('customers').and.to.include('tapline config');
    expect(help.out).to.not.include('radius.authPort');
    expect((await run('--version')).out).to.match(/^\d+\.\d+\.\d+$/);
  });

  it('shows the configuration without a server, with secrets hidden', async () => {
    const environment = { TAPLINE_DATABASE_PASSWORD: 'open sesame', TAPLINE_WEB_PORT: '8081' };
    const { exitCode, out } = await run('config --radius.authPort=1645', { environment });
    expect(exitCode).to.equal(0);
    expect(out).to.match(/^web\.port +8081 +TAPLINE_WEB_PORT/m);
    expect(out).to.match(/^radius\.authPort +1645 +TAPLINE_RADIUS_AUTH_PORT/m);
    expect(out).to.not.include('open sesame');
    const json = JSON.parse((await run('config --json', { environment })).out) as unknown;
    expect(json).to.have.nested.property('database.password', '********');
  });

  it('says which key of the configuration is wrong', async () => {
    const { exitCode, err } = await run('config --web.port=eighty');
    expect(exitCode).to.equal(1);
    expect(err).to.include('web.port').and.to.include('set by --web.port');
  });

  it('takes commands from outside, which share its options and exit codes', async () => {
    const seen: string[] = [];
    const extraCommands = [
      (context: { readonly configuration: { readonly web: { readonly port: number } } }) =>
        new Command('start').requiredOption('--roles <roles>').action(() => void seen.push(String(context.configuration.web.port))),
    ];
    expect((await run('start --roles web --web.port=9999', { extraCommands })).exitCode).to.equal(0);
    expect(seen).to.deep.equal(['9999']);
    expect((await run('start', { extraCommands })).exitCode).to.equal(2);
  });
});
