import { aSessionClass, forEachApplication, proofSeed, proofSize, reportUsage, type TestApplication } from '@tapline/core/testing';
import { expect } from 'chai';
import { CappedLine } from '../../data-cap/capped-line.js';
import { Random } from '../random.js';
import { type Arrival, arrivalsOf, sessionsOfLine } from './disturbed-traffic.js';

const BEGIN_MS = Date.UTC(2026, 10, 3);
const SESSIONS_OF_LINE = 100;
/** Each with a verdict of its own. */
const PARTS = proofSize({ sample: 1, full: 20 });
const LINES_OF_PART = proofSize({ sample: 4, full: 50 });
/** Of lines whose reports are under way at the same time. */
const LINES_AT_ONCE = 25;
const BATCH = 500;
const DAY_MS = 86_400_000;
const TB = 1_000_000_000_000n;

interface Fed {
  readonly line: CappedLine;
  readonly arrivals: readonly Arrival[];
}

/** What paid for the octets of a line, without the ids, which differ. */
async function paidOf(line: CappedLine) {
  const { sources, usedOctets, overusedOctets } = await line.state();
  return {
    usedOctets,
    overusedOctets,
    sources: sources.map(({ title, octets, leftOctets }) => ({ title, paid: octets - leftOctets })),
  };
}

/** Hands reports to the application as they arrive, in batches, and lets the add-on read along now and then. */
async function feed(app: TestApplication, lines: readonly Fed[]): Promise<void> {
  const all = lines
    .flatMap(({ line, arrivals }) => {
      const classes = new Map<number, string>();
      return arrivals.map(({ report, delaySeconds, receivedAtMs, atMs }) => {
        const { session, sessionId = '', kind = 'interim', seconds, downloadOctets, uploadOctets = 0n } = report;
        const told = { login: line.login, sessionId, kind, seconds, downloadOctets, uploadOctets };
        const sessionClass = classes.get(session) ?? aSessionClass(line.serviceId);
        classes.set(session, sessionClass);
        return { atMs, report: { ...told, sessionClass, delaySeconds, receivedAtMs } };
      });
    })
    .sort((a, b) => a.atMs - b.atMs);
  for (let at = 0; at < all.length; at += BATCH) {
    const batch = all.slice(at, at + BATCH);
    app.jumpTo(new Date(Math.max(app.nowMs, batch.at(-1)?.atMs ?? 0)).toISOString());
    await reportUsage(
      app,
      batch.map(({ report }) => report),
    );
    if ((at / BATCH) % 2 === 0) await app.readUsage();
  }
  await app.readUsage();
}

/** A line with data of its plan, for a week, and for good: each pays for a part of what flows. */
async function aLine(app: TestApplication): Promise<CappedLine> {
  const line = await CappedLine.on(app, { amount: '3 TB', notifyAtPercents: [] });
  await line.topUp(TB, BEGIN_MS + 2 * DAY_MS);
  await line.topUp(2n * TB);
  return line;
}

async function prove(app: TestApplication, random: Random): Promise<void> {
  for (let done = 0; done < LINES_OF_PART; done += LINES_AT_ONCE) {
    const sent = Array.from({ length: Math.min(LINES_AT_ONCE, LINES_OF_PART - done) }, () =>
      sessionsOfLine(random, { sessions: SESSIONS_OF_LINE, beginMs: BEGIN_MS }),
    );
    const twice: (readonly [CappedLine, CappedLine])[] = [];
    app.jumpTo(new Date(BEGIN_MS - DAY_MS).toISOString());
    for (const _ of sent) twice.push([await aLine(app), await aLine(app)]);
    const fed = twice.flatMap((lines, at) => lines.map((line) => ({ line, arrivals: arrivalsOf(random, sent[at]?.reports ?? []) })));
    await feed(app, fed);
    for (const [at, [line, twin]] of twice.entries()) {
      const paid = await paidOf(line);
      expect(paid.usedOctets, line.login).to.equal(sent[at]?.lastCounters);
      expect(paid.sources.reduce((sum, source) => sum + source.paid, paid.overusedOctets)).to.equal(paid.usedOctets);
      expect(await paidOf(twin), `${line.login} and ${twin.login}`).to.deep.equal(paid);
      // What is taken back of grants is what they have not paid.
      const grants = await app.view((tx) => line.quotas.ofService(tx, line.serviceId));
      const taken: bigint[] = [];
      for (const { id } of grants) taken.push((await app.write((tx) => line.quotas.withdraw(tx, id))).usedOctets);
      expect(taken).to.have.members(paid.sources.flatMap(({ title, paid: octets }) => (title === 'Plan' ? [] : [octets])));
    }
  }
}

// Each part has an application and random numbers of its own, so that one that fails spoils no other.
forEachApplication(
  `Octets of ${PARTS * LINES_OF_PART * SESSIONS_OF_LINE} sessions, seed ${proofSeed},`,
  new Date(BEGIN_MS - DAY_MS).toISOString(),
  (app) => {
    const behaviour =
      'are what the last counters say, each paid once or over the limit, however their reports are lost, doubled, late, silent for hours and mixed up, and the same in any order';
    for (let part = 1; part <= PARTS; part++) {
      it(PARTS === 1 ? behaviour : `${behaviour} (part ${part} of ${PARTS})`, function proof() {
        this.timeout(proofSize({ sample: 60_000, full: 1_800_000 }));
        return prove(app(), new Random(proofSeed + part));
      });
    }
  },
);
