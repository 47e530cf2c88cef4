import { randomBytes } from 'node:crypto';
import {
  type Access,
  type AddonContext,
  type BillingType,
  type Customer,
  EVENTS,
  HOOKS,
  type ServiceWithPlan,
  type TaplineError,
  type Transaction,
} from '@tapline/sdk';
import { expect } from 'chai';
import { forEachDatabase } from '../../testing/each-database.js';
import { rejection } from '../../testing/rejection.js';
import type { Database } from '../database/database.js';
import { migrate } from '../database/migrations.js';
import { NO_MARKER } from '../hooks/call-marker.js';
import { HookRegistry } from '../hooks/hook-registry.js';
import { MONOTONIC_TIME } from '../hooks/monotonic-time.js';
import { JOB_MIGRATIONS } from '../jobs/job-migrations.js';
import { JobScheduler } from '../jobs/job-scheduler.js';
import { LEASE_MIGRATIONS } from '../leases/lease-migrations.js';
import { LeaseStore } from '../leases/lease-store.js';
import { createLogger } from '../logging/logger.js';
import { OutboxDispatcher } from '../outbox/dispatcher.js';
import { EventRaiser } from '../outbox/event-raiser.js';
import { OUTBOX_MIGRATIONS } from '../outbox/outbox-migrations.js';
import { SecretBox } from '../security/secret-box.js';
import { AddonHost } from './addon-host.js';
import { ADDON_MIGRATIONS } from './addon-migrations.js';
import { ContributionRegistry } from './contribution-registry.js';
import { careless } from './fixtures/careless.js';
import { Gate } from './fixtures/gate.js';
import { greeterGate, greeterLog } from './fixtures/greeter.js';
import { slowStart } from './fixtures/slow-starter.js';
import { TemporaryPackages } from './fixtures/temporary-package.js';
import { quarantineFile, readQuarantine, writeQuarantine } from './quarantine-file.js';

const ACTOR = { kind: 'admin', id: '1', name: 'Root' } as const;
const ADA = 'a'.repeat(26);
const DRAFT = { name: 'Nobody' } as never;
const CONFIG = {
  type: 'object',
  properties: { greeting: { type: 'string', minLength: 2 } },
  required: ['greeting'],
  additionalProperties: false,
};

forEachDatabase((fixture) => {
  describe(`The add-on host on ${fixture.name}`, () => {
    let database: Database;
    let packages: TemporaryPackages;
    let greeter: string;
    const hosts: AddonHost[] = [];
    const logger = createLogger('error', { write: () => undefined });
    const secretBox = new SecretBox(randomBytes(32));
    const clock = { nowMs: () => 0 };

    beforeEach(async () => {
      database = await fixture.open();
      await migrate(database, 'history', [...LEASE_MIGRATIONS, ...OUTBOX_MIGRATIONS, ...JOB_MIGRATIONS, ...ADDON_MIGRATIONS]);
      packages = new TemporaryPackages();
      greeter = packages.write({ id: 'greeter', capabilities: ['tables'], config: CONFIG }, 'greeter');
      greeterLog.length = 0;
      greeterGate.pass = Promise.resolve();
    });
    afterEach(async () => {
      for (const host of hosts.splice(0)) await host.stop();
      packages.remove();
      await fixture.close();
    });

    /** A process: everything that add-ons need, on the one database. */
    const newProcess = (...specifiers: readonly string[]) => {
      const leases = new LeaseStore(database);
      const hooks = new HookRegistry({ time: MONOTONIC_TIME, marker: NO_MARKER, logger });
      const outbox = new OutboxDispatcher({ database, leases, logger });
      const jobs = new JobScheduler({ database, leases, clock, timeZone: 'Europe/Prague', logger });
      const contributions = new ContributionRegistry(jobs, NO_MARKER);
      const surroundings = { database, clock, logger, hooks, outbox, contributions, marker: NO_MARKER, grants: [] };
      const host = new AddonHost({ ...surroundings, packages: specifiers, dataDirectory: packages.directory, secretBox });
      hosts.push(host);
      return { hooks, outbox, jobs, contributions, host };
    };
    const raiseCreated = (): Promise<void> =>
      database.transaction(ACTOR, (tx) =>
        new EventRaiser(clock, () => undefined).raise(tx, EVENTS.customerCreated, { customerId: ADA, payload: { customerId: ADA } }),
      );
    const veto = ({ hooks }: { hooks: HookRegistry }): Promise<unknown> =>
      database.transaction(ACTOR, (tx) => hooks.decide(HOOKS.customerBeforeCreate, { tx, draft: DRAFT }));
    const startedGreeter = async () => {
      const started = newProcess(greeter);
      await started.host.start();
      await started.host.configure('greeter', { greeting: 'Hello' });
      await started.host.enable('greeter');
      return started;
    };

    it('asks for the settings that an add-on needs before it enables it', async () => {
      const { host } = newProcess(greeter);
      await host.start();
      const [info] = await host.list();
      expect(info).to.include({
        id: 'greeter',
        state: 'needs-config',
        code: 'ADDON_CONFIG_INVALID',
        isEnabled: false,
        sentence: 'greeting is missing',
      });
      expect(await host.configure('greeter', { greeting: 'Hello' })).to.include({ state: 'disabled' });
      expect(await host.enable('greeter')).to.include({ state: 'running', isEnabled: true });
      expect(greeterLog).to.deep.equal(['activated to say Hello']);
    });

    it('lets an add-on decide, react and contribute in its own name', async () => {
      const started = await startedGreeter();
      expect(await veto(started)).to.deep.equal({ veto: 'nobody cannot be greeted' });
      await raiseCreated();
      await started.outbox.drain();
      const rows = (await database.reader('addon_greeter_greeting')) as { words: string }[];
      expect(rows.map(({ words }) => words)).to.deep.equal(['Hello, says greeter']);
      expect((await started.jobs.list()).map(({ id }) => id)).to.deep.equal(['greeter/daily']);
      expect(started.contributions.customerPanels()).to.have.length(1);
      const outlook = await database.view(ACTOR, async (tx) => started.contributions.billingType('greeting')?.outlook(tx, {} as Customer));
      expect(outlook?.summary).to.equal('greeter');
    });

    it('brings an add-on that comes back all events that it has missed, however long it takes to be activated', async () => {
      const slow = packages.write({ id: 'slow' }, 'slow-starter');
      slowStart.taken.length = 0;
      slowStart.meanwhile = () => Promise.resolve();
      const before = newProcess(slow);
      await before.host.start();
      await before.host.stop();
      await raiseCreated();
      const { host, outbox } = newProcess(slow);
      slowStart.meanwhile = () => outbox.drain();
      await host.start();
      await outbox.drain();
      expect(slowStart.taken).to.deep.equal([ADA]);
    });

    it('keeps no place in the order of events for an add-on that could not be activated', async () => {
      const slow = packages.write({ id: 'slow' }, 'slow-starter');
      slowStart.meanwhile = () => Promise.reject(new Error('no more'));
      const { host } = newProcess(slow);
      await host.start();
      expect(await host.info('slow')).to.include({ state: 'failed' });
      expect(await database.reader('outbox_cursor').where({ consumer: 'slow' })).to.deep.equal([]);
    });

    it('brings widgets and pages of the portal, which act in its own name, and whose words to customers are let through', async () => {
      const { contributions } = await startedGreeter();
      const customer = { name: 'Ada' } as Customer;
      const [contributed] = contributions.portalWidgets();
      expect(contributed).to.deep.include({ addonId: 'greeter' });
      expect(contributed?.widget.title).to.deep.equal({ en: 'Greeting', cs: 'Pozdrav' });
      const page = contributions.portalPage('greeter', 'greet');
      const failure = (work: (tx: Transaction) => Promise<unknown> | undefined): Promise<unknown> =>
        database.view(ACTOR, async (tx) => work(tx)).catch((cause: unknown) => cause);
      const drawn = await failure((tx) => contributed?.widget.render({ tx, customer, language: 'en' }));
      expect(drawn).to.include({
        code: 'ADDON_CALL_FAILED',
        message: 'the portal widget greeting of the add-on greeter failed: no words for Ada, says greeter',
      });
      expect(await failure((tx) => page?.render({ tx, customer, language: 'en', query: {} }))).to.include({ code: 'ADDON_CALL_FAILED' });
      const submitted = (form: Readonly<Record<string, string>>) => failure((tx) => page?.submit?.({ tx, customer, language: 'en', form }));
      expect(await submitted({})).to.include({ code: 'GREETING_EMPTY', field: 'words' });
      expect(await submitted({ words: 'Hello' })).to.deep.equal({ message: { en: 'Hello' } });
      const line = { customer, language: 'en', service: { login: 'ada' } as ServiceWithPlan, access: {} as Access };
      expect(await failure((tx) => page?.cureOf?.({ ...line, tx }))).to.include({
        message: 'the portal page greet: cure of the add-on greeter failed: nothing opens ada',
      });
    });

    it('names the add-on whose page fails', async () => {
      const { contributions } = await startedGreeter();
      const page = contributions.adminPage('greeter', 'all');
      const error = await database.view(
        ACTOR,
        (tx) => page?.render({ tx, actor: ACTOR, query: {} }).catch((thrown: TaplineError) => thrown) as Promise<unknown>,
      );
      expect(error).to.include({ code: 'ADDON_CALL_FAILED', message: 'the page all of the add-on greeter failed: no paper' });
    });

    it('names the add-on whose billing type will not let a customer go', async () => {
      const { contributions } = await startedGreeter();
      const type = contributions.billingType('greeting') as BillingType;
      const error = await rejection(database.transaction(ACTOR, async (tx) => type.leave?.(tx, {} as Customer)));
      expect(error).to.include({
        code: 'ADDON_CALL_FAILED',
        message: 'the billing type greeting of the add-on greeter failed: no goodbye',
      });
      expect(type).not.to.have.property('enter');
    });

    it('takes everything of an add-on away when it is disabled, keeps its data, and brings it back', async () => {
      const started = await startedGreeter();
      expect(await started.host.disable('greeter')).to.include({ state: 'disabled', isEnabled: false });
      expect(greeterLog).to.include('deactivated');
      expect(await veto(started)).to.equal(undefined);
      expect(started.contributions.billingTypes()).to.deep.equal([]);
      expect(started.contributions.customerPanels()).to.deep.equal([]);
      expect(started.contributions.adminPages()).to.deep.equal([]);
      expect(started.contributions.portalPages()).to.deep.equal([]);
      expect(started.contributions.portalWidgets()).to.deep.equal([]);
      expect(await started.jobs.list()).to.deep.equal([]);
      await raiseCreated();
      await started.outbox.drain();
      expect(await database.reader('addon_greeter_greeting')).to.deep.equal([]);

      await started.host.enable('greeter');
      await started.outbox.drain();
      expect(await database.reader('addon_greeter_greeting')).to.have.length(1);
      expect(await veto(started)).to.have.property('veto');
    });

    it('lets what still runs of a disabled add-on change nothing more', async () => {
      const started = await startedGreeter();
      const gate = new Gate();
      greeterGate.pass = gate.passed;
      await raiseCreated();
      const drained = started.outbox.drain();
      while (!greeterLog.includes(`about to greet ${ADA}`)) await new Promise(setImmediate);
      await started.host.disable('greeter');
      gate.open();
      await drained;
      expect(await database.reader('addon_greeter_greeting')).to.deep.equal([]);
    });

    it('starts an add-on anew with new settings', async () => {
      const { host } = await startedGreeter();
      await host.configure('greeter', { greeting: 'Ahoy' });
      expect(greeterLog).to.deep.equal(['activated to say Hello', 'deactivated', 'activated to say Ahoy']);
    });

    it('refuses settings that do not fit, and keeps the add-on as it is', async () => {
      const { host } = await startedGreeter();
      const refusal = await host.configure('greeter', { greeting: '!' }).catch((error: TaplineError) => error);
      expect(refusal).to.include({ code: 'ADDON_CONFIG_INVALID', field: 'greeting' });
      expect(await host.info('greeter')).to.include({ state: 'running' });
    });

    it('comes up whatever is wrong with add-ons, with a state, a reason and a next step for each', async () => {
      const specifiers = [
        packages.write({ id: 'half-made' }, 'half-made'),
        packages.write({ id: 'no-addon' }, 'no-addon'),
        packages.write({ id: 'not-compiled' }, 'not-there'),
        packages.write({ id: 'overreaching' }, 'overreaching'),
        packages.write({ id: 'future', sdk: '^9.0.0' }, 'greeter'),
        packages.write({ id: 'core' }, 'greeter'),
        '@tapline/not-installed',
      ];
      const started = newProcess(...specifiers);
      await started.host.start();
      const infos = await started.host.list();
      expect(infos.map(({ state, code }) => `${state} ${code}`)).to.deep.equal([
        'failed ADDON_FAILED',
        'invalid ADDON_ENTRY_INVALID',
        'failed ADDON_IMPORT_FAILED',
        'failed ADDON_CAPABILITY_MISSING',
        'incompatible ADDON_SDK_INCOMPATIBLE',
        'invalid ADDON_ID_TAKEN',
        'invalid ADDON_PACKAGE_MISSING',
      ]);
      expect(infos[0]?.sentence).to.equal('It failed: the other half is missing');
      expect(infos[3]?.sentence).to.match(/add "ledger" to tapline\.capabilities/);
      for (const { nextStep } of infos) expect(nextStep).to.match(/\.$/);
      expect(await veto(started), 'what the failed one had registered').to.equal(undefined);
    });

    it('keeps what is not whole out, with a sentence that names it, and nothing else of its add-on', async () => {
      const specifier = packages.write({ id: 'careless' }, 'careless');
      const nothing = undefined as never;
      const carelessness: readonly (readonly [(context: AddonContext) => void, string])[] = [
        [
          ({ contribute }) => contribute.adminPage({ title: 'All', icon: 'list', render: async () => nothing } as never),
          'CONTRIBUTION_INVALID the adminPage of the add-on careless cannot be taken: path is missing; see AdminPage in @tapline/sdk',
        ],
        [
          ({ on }) => on(EVENTS.customerCreated, nothing),
          'ADDON_CALLBACK_MISSING what the add-on careless is to do on the event customer.created is no function',
        ],
        [
          ({ tap }) => tap(HOOKS.customerBeforeCreate, nothing),
          'ADDON_CALLBACK_MISSING what the add-on careless is to do in the hook customer.beforeCreate is no function',
        ],
        [
          ({ on }) => on(nothing, async () => undefined),
          'EVENT_UNKNOWN there is no event of that name; EVENTS in @tapline/sdk lists them all',
        ],
        [({ tap }) => tap(nothing, () => undefined), 'HOOK_UNKNOWN there is no hook of that name; HOOKS in @tapline/sdk lists them all'],
      ];
      for (const [act, sentence] of carelessness) {
        careless.activate = (context) => {
          context.contribute.customerPanel({ id: 'whole', title: 'Whole', render: () => Promise.resolve(undefined) });
          act(context);
        };
        const { host, contributions } = newProcess(specifier);
        await host.start();
        const info = await host.info('careless');
        expect([info.state, `${info.code} ${info.sentence}`]).to.deep.equal(['failed', sentence]);
        expect(contributions.customerPanels()).to.deep.equal([]);
        await host.stop();
      }
    });

    it('keeps an add-on that brought the process to a standstill out, until an admin enables it', async () => {
      const first = await startedGreeter();
      await first.host.stop();
      writeQuarantine(quarantineFile(packages.directory), {
        addonId: 'greeter',
        call: 'tap customer.beforeCreate',
        stalledMs: 15_000,
        atMs: 0,
      });
      const second = newProcess(greeter);
      await second.host.start();
      const info = await second.host.info('greeter');
      expect(info).to.include({ state: 'quarantined', isEnabled: true });
      expect(info.sentence).to.match(/stood still for 15 s in tap customer\.beforeCreate/);
      expect(readQuarantine(quarantineFile(packages.directory))).to.equal(undefined);
      expect(await veto(second)).to.equal(undefined);
      expect(await second.host.enable('greeter')).to.include({ state: 'running' });
    });

    it('follows what another process has changed', async () => {
      const started = await startedGreeter();
      const other = newProcess(greeter);
      expect(await other.host.disable('greeter')).to.include({ isEnabled: false });
      const endMs = Date.now() + 3000;
      while ((await started.host.info('greeter')).state !== 'disabled' && Date.now() < endMs)
        await new Promise((resolve) => setTimeout(resolve, 25));
      expect(await veto(started)).to.equal(undefined);
    });

    it('takes an add-on up while it runs, in every process, and takes it away; its data and settings are taken up again', async () => {
      const [started, other] = [newProcess(), newProcess()];
      for (const { host } of [started, other]) await host.start();
      expect(await started.host.list()).to.deep.equal([]);
      expect(await started.host.install(greeter)).to.include({ id: 'greeter', state: 'needs-config' });
      await started.host.configure('greeter', { greeting: 'Hello' });
      await started.host.enable('greeter');
      await raiseCreated();
      await started.outbox.drain();
      expect(await database.reader('addon_greeter_greeting')).to.have.length(1);
      const until = async (isSo: () => Promise<boolean>) => {
        for (const endMs = Date.now() + 3000; !(await isSo()) && Date.now() < endMs; )
          await new Promise((resolve) => setTimeout(resolve, 25));
      };
      await until(async () => (await veto(other)) !== undefined);
      expect(await veto(other)).to.have.property('veto');

      await started.host.remove('greeter');
      expect(greeterLog).to.include('deactivated');
      expect([await started.host.list(), await veto(started)]).to.deep.equal([[], undefined]);
      await until(async () => (await veto(other)) === undefined);
      expect(await veto(other)).to.equal(undefined);
      for (const change of [started.host.enable('greeter'), started.host.disable('greeter'), started.host.remove('greeter')])
        expect((await rejection(change)).code).to.equal('ADDON_UNKNOWN');

      const again = newProcess();
      await again.host.start();
      expect(await again.host.list()).to.deep.equal([]);
      expect(await again.host.install(greeter)).to.include({ state: 'disabled' });
      expect(await again.host.enable('greeter')).to.include({ state: 'running' });
      expect(greeterLog.at(-1)).to.equal('activated to say Hello');
      expect(await database.reader('addon_greeter_greeting')).to.have.length(1);
    });

    it('leaves an add-on running that is installed once more, although it needs settings', async () => {
      const started = await startedGreeter();
      expect(await started.host.install(greeter)).to.include({ state: 'running', isEnabled: true });
      await started.host.disable('greeter');
      expect(await started.host.install(greeter)).to.include({ isEnabled: false });
    });

    it('says which version runs where a newer one was installed meanwhile', async () => {
      const write = (version: string): string => packages.write({ id: 'renewed' }, 'careless', { version });
      careless.activate = () => undefined;
      const { host } = newProcess(write('1.0.0'));
      await host.start();
      expect(await host.info('renewed')).to.include({ code: 'ADDON_RUNNING', version: '1.0.0' });
      await host.install(write('2.0.0'));
      expect(await host.info('renewed')).to.include({
        state: 'running',
        code: 'ADDON_RUNS_OLDER',
        version: '2.0.0',
        sentence: 'It is running, but version 2.0.0 is installed and 1.0.0 runs until Tapline is restarted.',
      });
    });

    it('leaves an add-on of the configuration away once it was removed, until it is installed again', async () => {
      const first = await startedGreeter();
      await first.host.remove('greeter');
      const second = newProcess(greeter);
      await second.host.start();
      expect([await second.host.list(), await veto(second)]).to.deep.equal([[], undefined]);
      await second.host.install(greeter);
      expect(await second.host.enable('greeter')).to.include({ state: 'running' });
    });

    it('takes nothing up that it cannot use, and says why', async () => {
      const { host } = await startedGreeter();
      const refusals = [
        ['@tapline/not-installed', 'ADDON_PACKAGE_MISSING'],
        [packages.write({ id: 'future', sdk: '^9.0.0' }, 'greeter'), 'ADDON_SDK_INCOMPATIBLE'],
        [packages.write({ id: 'core' }, 'greeter'), 'ADDON_ID_TAKEN'],
      ] as const;
      for (const [specifier, code] of refusals) expect((await rejection(host.install(specifier))).code).to.equal(code);
      expect((await host.list()).map(({ id }) => id)).to.deep.equal(['greeter']);
    });

    it('says so when an add-on is unknown', async () => {
      const { host } = newProcess(greeter);
      await host.start();
      for (const change of [host.enable('nobody'), host.disable('nobody'), host.info('nobody'), host.configure('nobody', {})]) {
        expect(await change.catch((error: TaplineError) => error.code)).to.equal('ADDON_UNKNOWN');
      }
    });
  });
});
