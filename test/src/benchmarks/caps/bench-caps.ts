import {
  ADDON_HOST,
  aCustomer,
  aPlan,
  aService,
  reportUsage,
  restartRouter,
  TestApplication,
  temporaryDatabase,
} from '@tapline/core/testing';
import { CappedLine, GB } from '../../data-cap/capped-line.js';
import { benchLines } from './bench-lines.js';

// C3: how far over its limit a line gets, by each way in which the limit is kept, beside a router that counts as RouterOS does: evenly, by session, and
// that cuts the session off at the octet of Mikrotik-Total-Limit. And what metering adds to accounting.

const BEGIN = '2026-11-02T09:00:00Z';
const BITS_PER_OCTET = 8;
const RATES = [20_000_000, 100_000_000, 1_000_000_000];
const INTERVALS_SECONDS = [300, 60];
const TRIES = 6;
const MARGIN_SECONDS = 2;
/** The applier gathers records, the reader of usage looks; both wait no longer than this, and the router is a moment away. */
const WAITS_MS = 100 + 250 + 10;
const SERVICES = 400;
const ROUNDS = 10;
const TURNS = 9;
const RIVALS = ['alone', 'metered'] as const;
/** `npm run bench:caps -- --ingest`: only what the add-ons add to accounting. */
const isIngestOnly = process.argv.includes('--ingest');
/** `npm run bench:caps -- --lines`: only what it takes to look at many lines at once. */
const isLinesOnly = process.argv.includes('--lines');

/** How the session before a login is over, if it is. What it has carried last is too little for the line to be looked at for that alone. */
const LOGINS: Readonly<Record<string, (app: TestApplication, line: CappedLine) => Promise<void>>> = {
  'after a Stop': (_app, line) => line.stops(),
  'without a Stop: the router was restarted': async (app) => {
    await restartRouter(app);
    await app.settle();
  },
  'while another session lives': () => Promise.resolve(),
};
const QUIET_PART = 17n;

async function main(): Promise<void> {
  for (const name of ['SQLite', 'MariaDB'] as const) {
    print(`\n${name}`);
    if (!isIngestOnly) await benchLines(name, print);
    if (isLinesOnly) continue;
    if (!isIngestOnly) {
      await onFreshApplication(name, async (app) => {
        for (const rate of RATES) await overshoots(app, rate);
      });
    }
    await ingest(name);
  }
}

async function onFreshApplication(name: 'SQLite' | 'MariaDB', work: (app: TestApplication) => Promise<void>): Promise<void> {
  const database = temporaryDatabase(name);
  const app = await TestApplication.start(await database.createMigrated(), BEGIN);
  try {
    await work(app);
  } finally {
    await app.stop();
    await database.close();
  }
}

async function overshoots(app: TestApplication, bitsPerSecond: number): Promise<void> {
  const octetsPerSecond = BigInt(bitsPerSecond / BITS_PER_OCTET);
  const title = `${bitsPerSecond / 1_000_000} Mbit/s`;
  for (const [when, endSession] of Object.entries(LOGINS)) {
    let most = 0n;
    for (let each = 0; each < TRIES; each++) {
      const line = await CappedLine.on(app, { amount: '100 GB' });
      const left = octetsPerSecond * BigInt(each * 7 + 1);
      await line.downloads(100n * GB - left, 3_600);
      await line.downloads(left / QUIET_PART, 1);
      await endSession(app, line);
      const over = left / QUIET_PART - left + (await line.limitAtLogin());
      if (over > most) most = over;
    }
    print(`  ${title.padEnd(12)} limit told at the login      overshoot ${octets(most)}, ${when}`);
  }
  for (const interval of INTERVALS_SECONDS) {
    let [worst, slowestMs] = [0n, 0];
    for (let each = 0; each < TRIES; each++) {
      const line = await CappedLine.on(app, { amount: '100 GB' });
      // Used up a moment after a report: the worst that can happen, and then less bad.
      const before = (octetsPerSecond * BigInt(interval) * BigInt(each)) / BigInt(TRIES) + 1n;
      await line.downloads(100n * GB - before, 3_600);
      const startedMs = performance.now();
      await line.downloads(octetsPerSecond * BigInt(interval), interval);
      const tookMs = performance.now() - startedMs + WAITS_MS;
      if ((await line.access()).isAllowed) throw new Error('the line was not shut');
      const over = octetsPerSecond * BigInt(interval) - before + (octetsPerSecond * BigInt(Math.ceil(tookMs))) / 1000n;
      if (over > worst) worst = over;
      slowestMs = Math.max(slowestMs, tookMs);
    }
    const bound = octetsPerSecond * BigInt(interval + MARGIN_SECONDS);
    const verdict = worst <= bound ? 'within' : 'OVER';
    print(
      `  ${''.padEnd(12)} reports every ${String(interval).padStart(3)} s          overshoot ${octets(worst)}, ${verdict} rate × (interval + ${MARGIN_SECONDS} s) = ${octets(bound)}; report to shut line ${Math.round(slowestMs)} ms`,
    );
  }
}

interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** The same records with nobody reading along, and with the three add-ons, on lines that all of them have to do with: two applications that take turns. */
async function ingest(name: 'SQLite' | 'MariaDB'): Promise<void> {
  const played: Record<'metered' | 'alone', Played[]> = { metered: [], alone: [] };
  await onFreshApplication(name, (metered) =>
    onFreshApplication(name, async (alone) => {
      const rivals = { metered: await Fleet.on(metered), alone: await Fleet.on(alone) };
      for (const id of ['data-cap', 'topup', 'prepaid']) await alone.container.resolve(ADDON_HOST).disable(id);
      await alone.forgetUsageReaders();
      for (const fleet of Object.values(rivals)) await fleet.plays();
      for (let turn = 0; turn < TURNS; turn++) for (const rival of RIVALS) played[rival].push(await rivals[rival].plays());
    }),
  );
  const [metered, alone] = [median(played.metered, 'applying'), median(played.alone, 'applying')];
  const longer = (of: keyof Cost): string => `${((100 * metered[of]) / alone[of] - 100).toFixed(0)} %`;
  print(`  accounting alone                   ${told(alone)}`);
  print(`  with prepaid, data-cap and topup   ${told(metered)}: ${longer('wallMs')} longer, ${longer('cpuMs')} more CPU`);
  print(`  the add-ons themselves, beside it  ${told(median(played.metered, 'reading'))}`);
}

/** Lines of one prepaid customer, with a cap and automatic top-ups. */
class Fleet {
  private round = 0;

  private constructor(
    private readonly app: TestApplication,
    private readonly logins: readonly string[],
  ) {}

  static async on(app: TestApplication): Promise<Fleet> {
    const topup = { offers: ['5 GB for 10.00, unlimited'], isAutomatic: true, automaticOffer: '5 GB for 10.00, unlimited' };
    const plan = await aPlan(app, { priceMinor: 0, addonSettings: { 'data-cap': { amount: '1 TB' }, topup } });
    const { id: customerId } = await aCustomer(app, { billingType: 'prepaid' });
    const logins: string[] = [];
    for (let each = 0; each < SERVICES; each++) logins.push((await aService(app, { planId: plan.id, customerId, status: 'active' })).login);
    await app.settle();
    return new Fleet(app, logins);
  }

  async plays(): Promise<Played> {
    let [applying, reading] = [NO_COST, NO_COST];
    for (let each = 0; each < ROUNDS; each++) {
      this.round++;
      this.app.jumpTo(new Date(this.app.nowMs + 300_000).toISOString());
      const downloadOctets = BigInt(this.round) * 10_000_000n;
      const reports = this.logins.map((login) => ({ login, seconds: this.round * 300, downloadOctets }));
      applying = sum(applying, await costOf(() => reportUsage(this.app, reports)));
      reading = sum(reading, await costOf(() => this.app.readUsage()));
    }
    return { applying, reading };
  }
}

interface Played {
  readonly applying: Cost;
  readonly reading: Cost;
}

function median(played: readonly Played[], part: keyof Played): Cost {
  const middle = (of: keyof Cost): number =>
    played.map((each) => each[part][of]).toSorted((a, b) => a - b)[Math.floor(played.length / 2)] ?? 0;
  return { wallMs: middle('wallMs'), cpuMs: middle('cpuMs') };
}

const NO_COST: Cost = { wallMs: 0, cpuMs: 0 };

function sum(a: Cost, b: Cost): Cost {
  return { wallMs: a.wallMs + b.wallMs, cpuMs: a.cpuMs + b.cpuMs };
}

async function costOf(work: () => Promise<void>): Promise<Cost> {
  const [startedMs, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return { wallMs: performance.now() - startedMs, cpuMs: (user + system) / 1000 };
}

function told({ wallMs, cpuMs }: Cost): string {
  const records = SERVICES * ROUNDS;
  return `${Math.round((records * 1000) / wallMs)} records/s, ${Math.round((cpuMs * 1000) / records)} µs of CPU each`;
}

function octets(count: bigint): string {
  return count < 10_000n ? `${count} B` : `${(Number(count) / 1e6).toFixed(count < 10_000_000n ? 2 : 0)} MB`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main();
