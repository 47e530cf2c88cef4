import { setTimeout as pause } from 'node:timers/promises';
import { ACCESS_SERVICE, type TestApplication } from '@tapline/core/testing';
import { type Bench, SECRET } from '../bench.js';
import type { ServiceFiller } from '../data/service-filler.js';
import { CODE, untilAnswer } from '../servers/first-answer.js';
import type { ServerUnderTest } from '../servers/server-under-test.js';

const TIMES = 5;
const LIMIT_MS = 10_000;
/** What was just seen would else be changed right after the server had looked: always at the same point of its round. */
const LONGEST_PAUSE_MS = 1_000;

interface AccessChange {
  readonly bench: Bench;
  readonly name: string;
  readonly app: TestApplication;
  readonly filler: ServiceFiller;
  readonly server: ServerUnderTest;
}

/** From the commit that shuts a line, or opens it, to the login that is answered so; without a nudge, as from another machine. */
export async function measureAccessChange({ bench, name, app, filler, server }: AccessChange): Promise<void> {
  const restrictions = app.container.resolve(ACCESS_SERVICE).restrictionsOf('bench');
  const tookMs: number[] = [];
  for (let user = 0; user < TIMES; user++) {
    const question = { port: server.authPort, secret: SECRET, user };
    const serviceId = filler.serviceIdOf(user);
    await pause(Math.random() * LONGEST_PAUSE_MS);
    await app.write((tx) => restrictions.set(tx, { serviceId, effect: { kind: 'block' }, reason: 'measured' }));
    tookMs.push(await untilAnswer(question, CODE.reject, LIMIT_MS));
    await pause(Math.random() * LONGEST_PAUSE_MS);
    await app.write((tx) => restrictions.lift(tx, serviceId));
    tookMs.push(await untilAnswer(question, CODE.accept, LIMIT_MS));
  }
  tookMs.sort((a, b) => a - b);
  bench.figure(`${name} change of access seen`, tookMs[tookMs.length >> 1] as number, 'ms');
  bench.figure(`${name} change of access seen, longest`, tookMs.at(-1) as number, 'ms');
}
