import { balanceOf, JOBS, OUTBOX, openAmounts, placesApart, proofSeed } from '@tapline/core/testing';
import { expect } from 'chai';
import { type Death, Killer } from './killer.js';
import { forEachPayPalStory, type PayPalStory } from './paypal-story.js';

const MOST_DEATHS = 400;
const EVERYWHERE = { first: 1, apart: 1 };
/** Whole lives take long. */
const HERE_AND_THERE = placesApart(6);

/** What happens to a payment, up to where it is looked at; true when the process has died in it. */
type Life = (story: PayPalStory, death: Death) => Promise<boolean>;

forEachPayPalStory('A payment by PayPal whose process is killed', (story) => {
  before(async () => {
    const { app } = story();
    await app.settle();
    await app.container.resolve(OUTBOX).stop();
    await app.container.resolve(JOBS).stop();
  });

  /** Once for each place at which it can die, or for those that are so far apart, and once to its end. Returns how many places there are at most. */
  async function dieEverywhere(life: Life, death: (number: number) => Death, { first, apart } = EVERYWHERE): Promise<number> {
    const taken = story().paypal.capturesMade;
    let lives = 0;
    let place = first;
    for (; place < MOST_DEATHS; place += apart) {
      lives++;
      if (!(await life(story(), death(place)))) break;
    }
    expect(story().paypal.capturesMade - taken).to.equal(lives);
    return place;
  }

  for (const [words, life, statements, questions, places] of [
    ['in its return, from which the payer does not come again', ofReturn, 15, 2, EVERYWHERE],
    ['in its order, return, messages or refund', wholeLife, 90, 8, HERE_AND_THERE],
  ] as const) {
    const seeded = places.apart > 1 ? ` (one of ${places.apart}, seed ${proofSeed})` : '';
    it(`${words}, at any statement${seeded}, is taken, given back and booked once`, async function killed() {
      this.timeout(600_000);
      const place = await dieEverywhere(life, (number) => ({ at: 'statement', number }), places);
      expect(place).to.be.greaterThan(statements).and.lessThan(MOST_DEATHS);
    });

    for (const isHeard of [false, true]) {
      it(`${words}, at any question ${isHeard ? 'once PayPal has done it' : 'before PayPal hears it'}, too`, async function killed() {
        this.timeout(120_000);
        const place = await dieEverywhere(life, (number) => ({ at: 'question', number, isHeard }));
        expect(place).to.be.greaterThan(questions).and.lessThan(MOST_DEATHS);
      });
    }
  }
});

/** A payer comes back, once; then the message comes, and the job asks. */
async function ofReturn(story: PayPalStory, death: Death): Promise<boolean> {
  const { customerId, attemptId } = await story.begun();
  story.paypal.approve(attemptId);
  const killer = new Killer(story, death);
  killer.lieInWait();
  try {
    await killer.untilDone(
      () => story.comesBackInProcess(attemptId),
      () => Promise.resolve(),
    );
  } finally {
    killer.goAway();
  }
  await story.deliver(story.lastEvent('CHECKOUT.ORDER.APPROVED'));
  await story.reconcile(attemptId);
  const { state, paidMinor } = await story.attempt(attemptId);
  expect({ state, paidMinor }, whereOf(death)).to.deep.equal({ state: 'paid', paidMinor: 10_000 });
  expect([(await story.payments(customerId)).length, await balanceOf(story.app, customerId)], whereOf(death)).to.deep.equal([1, 0]);
  return killer.isOver;
}

/** From the order to the refund; whatever was killed comes once more, the refund by the job. */
async function wholeLife(story: PayPalStory, death: Death): Promise<boolean> {
  const { paypal } = story;
  const { customerId, invoiceId } = await story.debtor();
  const [orders, refunds, money] = [paypal.orders.size, paypal.refundsMade, await story.account('asset.gateway.paypal')];
  const killer = new Killer(story, death);
  const told = (type: string): Promise<void> =>
    killer.untilDone(async () => {
      const { status } = await story.deliverInProcess(story.lastEvent(type));
      if (status !== 200) throw new Error(`the message ${type} is answered with ${status}`);
    });
  killer.lieInWait();
  try {
    const { attempt } = await killer.untilDone(() => story.checkout({ customerId, documentIds: [invoiceId] }, `killed-${whereOf(death)}`));
    paypal.approve(attempt.id);
    await killer.untilDone(() => story.comesBackInProcess(attempt.id));
    await told('CHECKOUT.ORDER.APPROVED');
    await told('PAYMENT.CAPTURE.COMPLETED');
    await killer.untilDone<unknown>(
      () => story.refund(attempt.id, 4000, 'once'),
      async () => {
        await story.reconcile(attempt.id);
        return story.refund(attempt.id, 4000, 'once');
      },
    );
    await told('PAYMENT.CAPTURE.REFUNDED');
    killer.goAway();
    const { state, paidMinor, returnedMinor } = await story.attempt(attempt.id);
    const standing = { state: 'partly-returned', paidMinor: 10_000, returnedMinor: 4000 };
    expect({ state, paidMinor, returnedMinor }, whereOf(death)).to.deep.equal(standing);
  } finally {
    killer.goAway();
  }
  expect([paypal.orders.size - orders, paypal.refundsMade - refunds], whereOf(death)).to.deep.equal([1, 1]);
  const open = await openAmounts(story.app, customerId);
  expect([(await story.payments(customerId)).length, await balanceOf(story.app, customerId), open.length]).to.deep.equal([1, -4000, 1]);
  expect((await story.account('asset.gateway.paypal')) - money, whereOf(death)).to.equal(10_000 - 375 - 4000);
  return killer.isOver;
}

function whereOf(death: Death): string {
  return `${death.at} ${death.number}${death.at === 'question' && death.isHeard ? ' heard' : ''}`;
}
