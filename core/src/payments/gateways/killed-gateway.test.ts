import { expect } from 'chai';
import { DATABASE } from '../../kernel/database/database.js';
import { JOBS } from '../../kernel/jobs/job-scheduler.js';
import { OUTBOX } from '../../kernel/outbox/dispatcher.js';
import { aCustomer, aLine, anInvoice, balanceOf, openAmounts } from '../../testing/index.js';
import { TEST_ACTOR } from '../../testing/test-application.js';
import { PAYMENT_SERVICE } from '../payment-service.js';
import { GATEWAY_REFUNDS } from './gateway-refunds.js';
import { forEachGatewayStory, type GatewayStory } from './testing/gateway-story.js';

class Killed extends Error {}

const MOST_STATEMENTS = 300;

forEachGatewayStory('A payment through a gateway that is killed', (story) => {
  it('at any statement of its order, its return and its refund is booked once when they come again', async function killed() {
    this.timeout(180_000);
    const { app, teller } = story();
    await app.settle();
    await app.container.resolve(OUTBOX).stop();
    await app.container.resolve(JOBS).stop();
    const captures = teller.capturesMade;
    let lives = 0;
    for (let isOver = false; !isOver && lives < MOST_STATEMENTS; lives++) {
      isOver = !(await live(story(), lives + 1));
    }
    expect(lives).to.be.greaterThan(40).and.lessThan(MOST_STATEMENTS);
    expect(teller.capturesMade - captures).to.equal(lives);
  });
});

/** One payment from its order to its refund, killed at one of its statements. True when it was. */
async function live(story: GatewayStory, killedAt: number): Promise<boolean> {
  const { app, teller } = story;
  const { id: customerId } = await aCustomer(app);
  const { id } = await anInvoice(app, customerId, { lines: [aLine({ taxCode: null, unitPriceMinor: 10_000 })] });
  const writer = app.container.resolve(DATABASE).schemaWriter;
  let statements = 0;
  let isKilled = false;
  const kill = ({ sql }: { readonly sql: string }): void => {
    if (/^(BEGIN|COMMIT|ROLLBACK)/i.test(sql) || ++statements !== killedAt) return;
    isKilled = true;
    throw new Killed();
  };
  /** Whatever was killed comes once more: the payer presses again, the gateway sends again, the job asks again. */
  const untilDone = async <T>(work: () => Promise<T>): Promise<T> => {
    const wasKilled = isKilled;
    try {
      return await work();
    } catch (error) {
      if (isKilled === wasKilled) throw error;
      return work();
    }
  };
  writer.on('query', kill);
  try {
    const started = await untilDone(() => story.checkout({ customerId, documentIds: [id] }, `killed-${killedAt}`));
    const { id: attemptId } = started.attempt;
    teller.approve(attemptId);
    await untilDone(() => story.comesBackInProcess(attemptId));
    await untilDone(() => story.hookInProcess(attemptId, `killed-${killedAt}`));
    const refund = () =>
      app.container.resolve(GATEWAY_REFUNDS).refund(TEST_ACTOR, attemptId, { amountMinor: 4000 }, { idempotencyKey: `killed-${killedAt}` });
    await untilDone(refund);
    await untilDone(() => story.hookInProcess(attemptId, `killed-${killedAt}-again`));
    writer.removeListener('query', kill);
    const { state, paidMinor, returnedMinor } = await story.attempt(attemptId);
    expect({ state, paidMinor, returnedMinor }, `killed at ${killedAt}`).to.deep.equal({
      state: 'partly-returned',
      paidMinor: 10_000,
      returnedMinor: 4000,
    });
    const payments = await app.view((tx) => app.container.resolve(PAYMENT_SERVICE).ofCustomer(tx, customerId, 10));
    expect([payments.length, await balanceOf(app, customerId), (await openAmounts(app, customerId)).length]).to.deep.equal([1, -4000, 1]);
    return isKilled;
  } finally {
    writer.removeListener('query', kill);
  }
}
