import type { GatewayReport } from '@tapline/sdk';
import { expect } from 'chai';
import fc from 'fast-check';
import { aCustomer, aLine, anInvoice, balanceOf, openAmounts } from '../../testing/index.js';
import { forEachGatewayStory } from './testing/gateway-story.js';

const TOTAL_MINOR = 10_000;

type Told = Omit<GatewayReport, 'attempt'>;

/** A reversal is withdrawn before all is refunded. */
const REVERSAL_FIRST: readonly Told[] = [
  capture('completed'),
  back('a', 'completed', 10_000, 'reversal'),
  back('a', 'withdrawn', 10_000, 'reversal'),
  back('b', 'completed', 10_000),
];

/** The same, and for a while more comes back than was taken. */
const REFUND_FIRST: readonly Told[] = [
  capture('completed'),
  back('b', 'completed', 10_000),
  back('a', 'completed', 10_000, 'reversal'),
  back('a', 'withdrawn', 10_000, 'reversal'),
];

/** What a gateway can tell of one attempt in its life; references are made its own. */
const LIVES: readonly (readonly Told[])[] = [
  [capture('pending'), capture('completed')],
  [capture('pending'), capture('failed'), { step: 'declined' }],
  [{ step: 'cancelled' }, capture('completed'), back('a', 'completed', 10_000)],
  [capture('completed'), back('a', 'pending', 3000), back('a', 'completed', 3000), back('b', 'completed', 7000)],
  [capture('completed'), back('a', 'completed', 10_000, 'reversal'), back('a', 'withdrawn', 10_000, 'reversal')],
  [capture('completed'), back('a', 'completed', 2500, 'reversal'), back('a', 'withdrawn', 2500, 'reversal'), back('b', 'completed', 4000)],
  REVERSAL_FIRST,
  [{ step: 'expired' }, capture('pending'), capture('completed'), back('a', 'failed', 500)],
];

let played = 0;

forEachGatewayStory('The order in which a gateway tells things', (story) => {
  const play = async (told: readonly Told[]): Promise<unknown> => {
    const { app } = story();
    const run = ++played;
    const { id: customerId } = await aCustomer(app);
    const { id } = await anInvoice(app, customerId, { lines: [aLine({ taxCode: null, unitPriceMinor: TOTAL_MINOR })] });
    const reference = `life-${run}`;
    const fees = await story().account('expense.gateway.debit');
    await story().debit((tx, payments) =>
      payments.collect(tx, { gatewayId: 'debit', customerId, amountMinor: TOTAL_MINOR, documentIds: [id], reference }),
    );
    for (const each of told) {
      const captures = each.captures?.map((one) => ({ ...one, reference: `${one.reference}${run}` }));
      const returns = each.returns?.map((one) => ({
        ...one,
        reference: `${one.reference}${run}`,
        captureReference: `${one.captureReference}${run}`,
      }));
      await story().report({ ...each, attempt: { reference }, ...(captures ? { captures } : {}), ...(returns ? { returns } : {}) });
    }
    const attempt = await story().debit((tx, payments) => payments.find(tx, 'debit', reference));
    return {
      state: attempt?.state,
      paidMinor: attempt?.paidMinor,
      returnedMinor: attempt?.returnedMinor,
      balanceMinor: await balanceOf(app, customerId),
      open: (await openAmounts(app, customerId)).map(([, openMinor]) => openMinor),
      feesMinor: (await story().account('expense.gateway.debit')) - fees,
    };
  };

  it('makes no difference, nor does telling them again', async function order() {
    this.timeout(120_000);
    const orders = fc
      .constantFrom(...LIVES)
      .chain((life) => fc.tuple(fc.constant(life), fc.shuffledSubarray([...life, ...life], { minLength: life.length * 2 })));
    await fc.assert(
      fc.asyncProperty(orders, async ([life, shuffled]) => {
        expect(await play(shuffled)).to.deep.equal(await play(life));
      }),
      { numRuns: 12, examples: [[[REVERSAL_FIRST, REFUND_FIRST]]] },
    );
    const report = await story().app.verifyBooks();
    expect(report.findings).to.deep.equal([]);
  });
});

function capture(status: 'pending' | 'failed' | 'completed'): Told {
  const fee = status === 'completed' ? { feeMinor: 35 } : {};
  return { captures: [{ reference: 'c', status, amountMinor: TOTAL_MINOR, currency: 'EUR', ...fee }] };
}

function back(
  reference: string,
  status: 'pending' | 'failed' | 'completed' | 'withdrawn',
  amountMinor: number,
  kind: 'refund' | 'reversal' = 'refund',
): Told {
  return { returns: [{ reference, captureReference: 'c', kind, status, amountMinor, currency: 'EUR' }] };
}
