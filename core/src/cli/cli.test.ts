import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { TEST_CLOCK_CONTROL } from '../application/test-clock-control.js';
import { CUSTOMER_SERVICE } from '../customers/customer-service.js';
import { TemporaryPackages } from '../kernel/addons/fixtures/temporary-package.js';
import { CONFIGURATION } from '../kernel/config/configuration.js';
import { sqlOf } from '../kernel/database/database-transaction.js';
import { debugLogFile } from '../radius/log/debug-log.js';
import { type DebugLogEntry, formatDebugLogEntry } from '../radius/log/debug-log-entry.js';
import { shortLogFile } from '../radius/log/short-log.js';
import { formatShortLogEntry } from '../radius/log/short-log-entry.js';
import { aCustomer } from '../testing/builders.js';
import { forEachDatabase } from '../testing/each-database.js';
import { aLine, anInvoice } from '../testing/money.js';
import { TestApplication } from '../testing/test-application.js';
import { runProgram } from './run-program.js';
import { RecordingTerminal } from './testing/recording-terminal.js';

const TAPLINE = fileURLToPath(new URL('../../bin/tapline.js', import.meta.url));

interface Ran {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

forEachDatabase((testDatabase) => {
  if (testDatabase.name !== 'SQLite') return;
  describe('the command line with a server', function story() {
    this.timeout(60_000);
    let application: TestApplication;
    let dataDirectory: string;
    let greeter: string;
    let broken: string;
    const packages = new TemporaryPackages();

    before(async () => {
      greeter = packages.write({ id: 'greeter', capabilities: ['tables'] }, 'greeter');
      broken = packages.write({ id: 'broken', config: { type: 'object', properties: { words: { type: 'string' } } } }, 'half-made');
      const configuration = await testDatabase.createMigrated();
      const addons = { packages: [greeter, broken] };
      application = await TestApplication.start({ ...configuration, addons }, '2026-10-05T08:00:00Z');
      application.container.register(TEST_CLOCK_CONTROL, { useValue: { moveTo: (instantMs: number) => application.moveTo(instantMs) } });
      ({ dataDirectory } = application.container.resolve(CONFIGURATION));
    });
    after(async () => {
      await application?.stop();
      packages.remove();
      await testDatabase.close();
    });

    function configured(words: readonly string[]): readonly string[] {
      return [...words, `--web.port=${new URL(application.url).port}`, `--dataDirectory=${dataDirectory}`];
    }

    function start(words: readonly string[]): ChildProcess {
      return spawn(process.execPath, [TAPLINE, ...configured(words)], { stdio: 'pipe' });
    }

    /** In a process of its own, as a person does it. */
    async function run(words: readonly string[], input = ''): Promise<Ran> {
      const child = start(words);
      let out = '';
      let err = '';
      child.stdout?.on('data', (chunk) => (out += String(chunk)));
      child.stderr?.on('data', (chunk) => (err += String(chunk)));
      child.stdin?.end(input);
      const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
      return { exitCode, out: out.trimEnd(), err: err.trimEnd() };
    }

    /** What a command that must succeed says; in this process, which is faster. */
    async function tapline(...words: readonly string[]): Promise<string> {
      const terminal = new RecordingTerminal();
      const exitCode = await runProgram(configured(words), { terminal });
      if (exitCode !== 0) throw new Error(`tapline ${words.join(' ')} left with ${exitCode}: ${terminal.err.join(' ')}`);
      return terminal.out.join('\n');
    }

    it('sells a plan to a customer, from amounts and speeds as people type them', async () => {
      expect(await tapline('plans', 'create', '--name', 'Home 50', '--price', '40.00', '--download', '50M', '--upload', '512k')).to.equal(
        'Created the plan "Home 50": 50M down, 512k up, 40.00 EUR a month.',
      );
      expect(await tapline('plans', 'change', 'home 50', '--price', '45')).to.include('45.00 EUR a month');
      expect(await tapline('plans', 'change', 'home 50', '--tax-included', 'no')).to.include('45.00 EUR and tax a month');
      expect(await tapline('plans', 'change', 'home 50', '--tax-included', 'yes', '--tax', 'company')).to.include('45.00 EUR a month');
      const created = await run(['customers', 'create', '--name', 'Žofie Nováková']);
      expect(created).to.deep.equal({ exitCode: 0, out: 'Created customer 1, Žofie Nováková.', err: '' });
      expect(await tapline('customers', 'change', '1', '--phone', '+420 1')).to.equal('Changed customer 1, Žofie Nováková.');
      expect(await tapline('networks', 'create', '--name', 'Lines', '--cidr', '10.20.0.0/24')).to.include('10.20.0.0/24');
      const made = await tapline('services', 'create', '--customer', '1', '--plan', 'Home 50', '--login', 'zofie', '--pool', 'Lines');
      const [sentence, password] = made.split('\n');
      expect(sentence).to.equal('Created the service "zofie" on "Home 50" with 10.20.0.1.');
      expect(await tapline('services', 'password', 'zofie')).to.equal(password?.replace('Its password is ', ''));
      expect(await tapline('services', 'show', 'zofie')).to.match(/IPv4 address +10\.20\.0\.1/);
    });

    it('lists the wordings of a message', async () => {
      expect(await tapline('messages', 'wordings', 'payment.received')).to.equal('No wordings but its own.');
      const unknown = await run(['messages', 'wordings', 'none']);
      expect([unknown.exitCode, unknown.err]).to.deep.equal([
        1,
        'tapline: there is no message "none"; is the add-on that sends it running?',
      ]);
    });

    it('reads a secret from standard input, where no process list shows it', async () => {
      expect((await run(['services', 'change', 'zofie', '--password', '-'], 'pppoe\n')).exitCode).to.equal(0);
      expect(await tapline('services', 'password', 'zofie')).to.equal('pppoe');
      expect((await run(['services', 'change', 'zofie', '--password', '-'])).exitCode).to.equal(2);
    });

    it('takes payments and shows what became of them', async () => {
      expect(await tapline('payments', 'add', '1', '20.00', '--key', 'receipt-1')).to.equal(
        'Received 20.00 EUR from Žofie Nováková; the balance is 20.00 EUR.',
      );
      expect(await tapline('payments', 'add', '1', '20.00', '--key', 'receipt-1')).to.include('the balance is 20.00 EUR');
      expect(await tapline('balance', '1')).to.equal('20.00 EUR');
      expect(await tapline('invoices', 'list')).to.equal('Nothing was found.');
      expect(await tapline('payments', 'list', '1')).to.match(/2026-10-05 10:00:00 +20\.00 EUR +cash/);
      expect(await tapline('statement', '1')).to.match(/Payment, cash +1 +20\.00 EUR\nBalance 20\.00 EUR$/);
      expect(await tapline('entries', '1')).to.match(/2026-10-05 +20\.00 EUR +payment\.cash/);
      expect(await tapline('ledger', 'verify')).to.match(/^The books are sound: \d+ entries, /);
    });

    it('shows a statement of a period, writes it to files, and closes months', async () => {
      const period = ['--from', '2026-09-01', '--to', '2026-10-31'];
      expect(await tapline('balance', '1', '--as-of', '2026-09-30')).to.equal('0.00 EUR');
      expect(await tapline('statement', '1', ...period)).to.match(
        /^Before 2026-09-01: 0.00 EUR[\s\S]+Payment, cash +20.00 EUR +20.00 EUR\nOn 2026-10-31: 20.00 EUR$/,
      );
      const file = join(tmpdir(), `tapline-statement-${process.pid}`);
      for (const [option, begin] of [
        ['--pdf', '%PDF-'],
        ['--csv', '\uFEFFDate,'],
      ] as const) {
        await tapline('statement', '1', ...period, option, file);
        expect(readFileSync(file, 'utf8').startsWith(begin)).to.equal(true);
      }
      rmSync(file);
      expect((await run(['statement', '1', '--from', '2026-09-01'])).exitCode).to.equal(2);
      expect(await tapline('ledger', 'close', '2026-09')).to.equal('2026-09 is closed with 0 entries.');
      expect(await tapline('ledger', 'months')).to.include('Next: 2026-10, 1 entry so far; it is not over.');
      expect(await tapline('ledger', 'reopen', '2026-09', 'too early')).to.equal('2026-09 is open again.');
    });

    it('shows reports, and writes them to files', async () => {
      expect(await tapline('report', 'list')).to.include('open-invoices');
      const shown = await tapline('report', 'show', 'payments', '--from', '2026-10-01', '--to', '2026-10-31');
      expect(shown)
        .to.match(/^2026-10 +Cash +1 +20\.00 EUR/m)
        .and.to.match(/^Together/m);
      const file = join(tmpdir(), `tapline-report-${process.pid}.csv`);
      await tapline('report', 'show', 'payments', '--to', '2026-10-31', '--csv', file);
      expect(readFileSync(file, 'utf8')).to.include('2026-10,Cash,1,20.00,0.00,0.00,20.00\r\n');
      rmSync(file);
      expect((await run(['report', 'show', 'none'])).exitCode).to.not.equal(0);
    });

    it('writes off a part of an invoice once for one key, and the rest', async () => {
      const customer = await aCustomer(application, { name: 'Moved Away' });
      const { number } = await anInvoice(application, customer.id, { lines: [aLine({ unitPriceMinor: 3000, taxCode: null })] });
      const part = ['invoices', 'write-off', number, 'settled', '--amount', '10.00', '--key', 'deal'];
      expect(await tapline(...part)).to.match(/^Open +20\.00 EUR$/m);
      expect(await tapline(...part)).to.match(/^Open +20\.00 EUR$/m);
      expect((await run(['invoices', 'write-off', number, 'settled', '--amount', '11.00', '--key', 'deal'])).err).to.include(
        'already stands',
      );
      expect(await tapline('invoices', 'write-off', number, 'moved away')).to.match(/^Open +0\.00 EUR$/m);
    });

    it('shows customers with their services', async () => {
      expect(await tapline('customers', 'list', 'zofie', '--status', 'active')).to.match(
        /^ +1 +Žofie Nováková +active +20\.00 EUR +manual/m,
      );
      expect(await tapline('customers', 'list', 'nobody')).to.equal('No customers.');
      const shown = await tapline('customers', 'show', '1');
      expect(shown)
        .to.match(/^Balance +20\.00 EUR$/m)
        .and.to.match(/^zofie +Home 50 +active +10\.20\.0\.1/m);
    });

    it('explains in words why a line is shut', async () => {
      expect(await tapline('access', 'zofie')).to.equal('zofie may pass: 50M down, 512k up, address 10.20.0.1.');
      await tapline('services', 'change', 'zofie', '--status', 'paused');
      const [verdict, reason] = (await tapline('access', 'zofie')).split('\n');
      expect(verdict).to.equal('zofie is blocked.');
      expect(reason).to.match(/^ {2}Blocked since 2026-10-05 10:00:00 by service: /);
    });

    it('keeps routers and never shows a secret but the one it made up', async () => {
      const [, made] = (await tapline('routers', 'create', '--name', 'East', '--address', '127.0.0.9')).split('\n');
      expect(made).to.match(/^Its RADIUS secret is \S{19} /);
      await tapline('routers', 'change', 'East', '--require-message-authenticator', 'no', '--coa-port', '1700');
      expect(await tapline('routers', 'list')).to.match(/East +127\.0\.0\.9 +1700 +not required/);
      expect(await tapline('networks', 'list')).to.match(/Lines +10\.20\.0\.0\/24 +pool +1 +254/);
    });

    it('says what routers are told of a line, and shuts lines as it is told to', async () => {
      const shape = await tapline('plans', 'shape', 'home 50', '--burst', '80M/1M', '--priority', '3');
      expect(shape).to.include('burst of 80M down, 1M up, while the average over 16 s is below 50M down, 512k up');
      await tapline('services', 'tell', 'zofie', '--address-list', 'homes', '--attribute', 'Mikrotik-Mark-Id=m-{login}');
      const told = await tapline('radius', 'answer', 'zofie', '--router', 'east');
      expect(told).to.match(/^zofie on East \(MikroTik RouterOS\): /);
      const policy = await tapline('radius', 'shut-policy', '--shut', 'restricted=walled-garden', '--garden', 'address-list=unpaid');
      expect(policy).to.match(/restricted +walled-garden/);
      expect(await tapline('routers', 'answers', 'east', '--shut', 'restricted=reject')).to.match(
        /When a line is shut:\n.*restricted +reject/s,
      );
      expect(await tapline('routers', 'answers', 'east', '--as-company')).to.include('as on all routers');
      expect(await tapline('radius', 'drivers')).to.include('RFC and WISPr');
    });

    it('switches the debug log of RADIUS on and off, and shows it', async () => {
      expect(await tapline('radius', 'debug', 'status')).to.equal('It is off.');
      expect(await tapline('radius', 'debug', 'on', '--user', 'zofie', '--minutes', '5')).to.match(
        /^Requests of the login zofie are written down until [\d: -]+\.\nWatch them with: tapline radius debug log -f$/,
      );
      expect(await tapline('radius', 'debug', 'status')).to.match(/user +zofie/);
      expect(await tapline('radius', 'debug', 'log')).to.include('Nothing is written down');
      const entry: DebugLogEntry = {
        atMs: Date.parse('2026-10-05T08:00:00Z'),
        kind: 'auth',
        login: 'zofie',
        routerName: 'East',
        routerAddress: '127.0.0.9',
        macAddress: '',
        received: ['Access-Request 1, 60 octets', 'User-Password = hidden'],
        steps: ['reject: wrong password'],
        sent: [],
      };
      mkdirSync(dirname(debugLogFile(dataDirectory)), { recursive: true });
      appendFileSync(debugLogFile(dataDirectory), formatDebugLogEntry(entry));
      expect(await tapline('radius', 'debug', 'log')).to.equal(
        [
          '2026-10-05 10:00:00  login  zofie  from East 127.0.0.9',
          '  < Access-Request 1, 60 octets',
          '  < User-Password = hidden',
          '  * reject: wrong password',
          '  > no answer',
        ].join('\n'),
      );
      expect(await tapline('radius', 'debug', 'off')).to.equal('Switched off (1 switch).');
      expect(await tapline('radius', 'debug', 'off')).to.equal('It was off.');
      expect((await run(['radius', 'debug', 'on'])).err).to.include('give one of --user, --router and --mac');
    });

    it('shows what there is of the rest', async () => {
      expect(await tapline('sessions')).to.equal('Nobody is online.');
      expect(await tapline('sessions', '--service', 'zofie')).to.equal('No sessions.');
      expect(await tapline('usage', '--customer', '1')).to.equal('No traffic.');
      expect(await tapline('sessions', 'who-had', '10.20.0.1', '--at', '2026-10-05 09:00')).to.match(/^Nobody had 10\.20\.0\.1 then/);
      expect(await tapline('sessions', 'who-had', '2001:db8::/56', '--at', '2026-10-05 09:00')).to.match(/^Nobody had 2001:db8::\/56 then/);
      const { id } = JSON.parse(await tapline('services', 'show', 'zofie', '--json')) as { id: string };
      await application.write(async (tx) => {
        const counted = { service_id: id, download_octets: 3_000_000, upload_octets: 2 };
        await sqlOf(tx)('usage_hour').insert({ ...counted, hour_ms: Date.parse('2026-10-05T07:00:00Z') });
        await sqlOf(tx)('usage_month').insert({ ...counted, month: '2026-10' });
      });
      expect(await tapline('usage', '--service', 'zofie', '--by', 'hour')).to.match(
        /^Hour .*\n2026-10-05 09:00:00 +3\.0 MB +2 B\n1 hour /i,
      );
      expect(await tapline('usage', '--by', 'month')).to.match(/^Month .*\n2026-10 +3\.0 MB +2 B\n1 month /i);
      expect(await tapline('events', 'failures')).to.equal('No failed events.');
      expect(await tapline('jobs')).to.be.a('string');
      expect(await tapline('audit', '--limit', '200'))
        .to.include('payment.record')
        .and.to.include('(token)');
    });

    it('says whom nothing charges while the add-on of their billing type does not run', async () => {
      const { id } = await aCustomer(application, { billingType: 'greeting' });
      const words = 'One customer has its billing type: nothing charges this one meanwhile.';
      expect(await tapline('addon', 'disable', 'greeter')).to.include(words);
      expect(await tapline('addon', 'enable', 'greeter')).not.to.include(words);
      expect(await tapline('addon', 'remove', 'greeter')).to.include(words);
      await application.write((tx) => application.container.resolve(CUSTOMER_SERVICE).change(tx, id, { status: 'inactive' }));
      expect(await tapline('addon', 'install', greeter)).to.include('It is running');
    });

    it('takes add-ons in and out', async () => {
      expect(await tapline('addons', 'list')).to.match(/^greeter +greeter +1\.2\.3 +running/m);
      expect(await tapline('addon', 'disable', 'greeter')).to.include('It is disabled');
      expect(await tapline('addon', 'info', 'greeter')).to.match(/^State +disabled$/m);
      expect(await tapline('addon', 'enable', 'greeter')).to.include('It is running');
      expect(await tapline('addon', 'config', 'greeter')).to.equal('It has no settings.');
      expect(await tapline('addon', 'remove', 'greeter')).to.equal('greeter is removed; its data is kept.');
      expect(await tapline('addons', 'list')).not.to.include('greeter');
      expect(await tapline('addon', 'install', greeter)).to.include('It is running');
      expect(await tapline('addon', 'remove', 'greeter')).to.include('is removed');
    });

    it('shows what became of it, and leaves with 1, where an add-on does not run or a test has found a fault', async () => {
      for (const command of [
        ['addons', 'enable', 'broken'],
        ['addons', 'config', 'broken', 'words=many'],
        ['addons', 'install', broken],
      ]) {
        const { exitCode, out, err } = await run(command);
        expect([exitCode, err], command.join(' ')).to.deep.equal([1, 'tapline: the add-on broken does not run: failed']);
        expect(out).to.include('the other half is missing');
      }
      expect(await tapline('addons', 'disable', 'broken')).to.include('It is disabled');
      expect(await tapline('addons', 'config', 'broken', 'words=few')).to.include('It is disabled');
      for (const command of [
        ['radius', 'test', 'zofie'],
        ['routers', 'test', 'East'],
      ]) {
        const { exitCode, out, err } = await run(command);
        expect([exitCode, err], command.join(' ')).to.deep.equal([1, 'tapline: something is wrong; see what is marked with "FAULT"']);
        expect(out).to.match(/^FAULT /m);
      }
    });

    it('moves the test clock', async () => {
      expect(await tapline('clock', 'show')).to.match(/^2026-10-05 10:00:00 Europe\/Prague/);
      expect(await tapline('clock', 'advance', '1d')).to.match(/^2026-10-06 10:00:00/);
      expect(await tapline('clock', 'set', '2026-10-08')).to.match(/^2026-10-08 00:00:00/);
    });

    it('gives out tokens that work', async () => {
      const token = await tapline('tokens', 'create', '--name', 'shop', '--permissions', 'customers.read');
      expect(await tapline('balance', '1', '--token', token)).to.equal('20.00 EUR');
      const refused = await run(['plans', 'create', '--name', 'x', '--price', '1', '--download', '1M', '--upload', '1M', '--token', token]);
      expect([refused.exitCode, refused.err]).to.deep.equal([1, 'tapline: "shop" may not do this; it needs the permission plans.write']);
      expect(await tapline('tokens', 'list')).to.include('shop');
    });

    it('lets an admin in again who has lost the password', async () => {
      expect(await tapline('admins', 'create', '--login', 'anna', '--name', 'Anna', '--permissions', 'customers.read')).to.include(
        'shown once',
      );
      expect(await tapline('admins', 'reset-password', 'admin')).to.match(/^admin signs in once with \S{19} /);
      expect(await tapline('admins', 'list')).to.match(/^anna +Anna +customers\.read/m);
    });

    it('lets a customer sign in to the portal', async () => {
      const command = ['customers', 'portal-login', '1'];
      expect(await tapline(...command, '--login', 'eva@example.com')).to.equal(
        'The customer signs in to the portal as "eva@example.com", once a password is chosen.',
      );
      const { out } = await run([...command, '--password', '-'], 'correct horse\n');
      expect(out.trim()).to.equal('The customer signs in to the portal as "eva@example.com".');
      const unsent = await run([...command, '--invite']);
      expect([unsent.exitCode, unsent.err.includes('web.publicUrl')], 'no address to link to').to.deep.equal([1, true]);
      expect(await tapline(...command, '--off')).to.include('not sign in');
      expect((await run(command)).exitCode).to.equal(1);
    });

    it('shows the RADIUS log, all of it or what is asked for, and follows it', async () => {
      const file = shortLogFile(dataDirectory);
      mkdirSync(dirname(file), { recursive: true });
      const entry = { kind: 'auth', routerName: 'East', routerAddress: '127.0.0.9', macAddress: '', ipv4Address: '' } as const;
      const line = (login: string, atMs: number): string =>
        formatShortLogEntry({ ...entry, atMs, login, verdict: 'reject', reason: 'the password is wrong' });
      appendFileSync(file, line('before', Date.parse('2026-10-05T08:00:00Z')));
      expect(await tapline('radius', 'log')).to.equal('2026-10-05 10:00:00  auth        reject   before  from East  the password is wrong');
      expect(await tapline('radius', 'log', '--text', 'BEFORE', '--trouble')).to.include('before  from East');
      expect(await tapline('radius', 'log', '--text', 'somebody')).to.equal('No such requests lately.');
      const child = start(['radius', 'log', '-f']);
      let second = 0;
      const appending = setInterval(() => appendFileSync(file, line('coming', Date.parse('2026-10-05T09:00:00Z') + 1000 * second++)), 100);
      const text = await new Promise<string>((resolve) => {
        let all = '';
        child.stdout?.on('data', (chunk) => {
          all += String(chunk);
          if (all.includes('coming')) resolve(all);
        });
      });
      clearInterval(appending);
      child.kill();
      expect(text.split('\n').filter((each) => each.includes('before'))).to.have.length(1);
    });

    it('says what the server refuses, for people and for programs, and leaves with 1', async () => {
      const people = await run(['customers', 'show', '99']);
      expect(people).to.deep.equal({ exitCode: 1, out: '', err: 'tapline: there is no customer 99' });
      const programs = await run(['customers', 'show', '99', '--json']);
      expect(programs.exitCode).to.equal(1);
      expect(JSON.parse(programs.err)).to.deep.equal({ error: { code: 'CUSTOMER_UNKNOWN', message: 'there is no customer 99' } });
      expect((await run(['services', 'create', '--customer', '1', '--plan', 'Gold', '--login', 'x'])).err).to.equal(
        'tapline: there is no plan "Gold"; there are "Home 50"',
      );
      expect((await run(['payments', 'add', '1', '20.001'])).exitCode).to.equal(2);
    });
  });
});
