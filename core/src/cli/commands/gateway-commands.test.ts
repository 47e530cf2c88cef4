import { expect } from 'chai';
import { CONFIGURATION } from '../../kernel/config/configuration.js';
import { forEachGatewayStory } from '../../payments/gateways/testing/gateway-story.js';
import { aCustomer, balanceOf } from '../../testing/index.js';
import { runProgram } from '../run-program.js';
import { RecordingTerminal } from '../testing/recording-terminal.js';

forEachGatewayStory('The commands of gateway payments', (story) => {
  async function run(...words: readonly string[]): Promise<{ readonly exitCode: number; readonly out: string; readonly err: string }> {
    const { app } = story();
    const terminal = new RecordingTerminal();
    const { dataDirectory } = app.container.resolve(CONFIGURATION);
    const own = [`--web.port=${new URL(app.url).port}`, `--dataDirectory=${dataDirectory}`];
    const exitCode = await runProgram(['payments', ...words, ...own], { terminal });
    return { exitCode, out: terminal.out.join('\n'), err: terminal.err.join('\n') };
  }

  it('list the gateways and what stands in the way of each', async () => {
    const { out } = await run('gateways');
    expect(out)
      .to.match(/debit +Direct debit +batch +debit +yes/)
      .and.match(/teller .*redirect/);
  });

  it('find a payment, ask after it, book what came, and give some of it back once', async () => {
    const { app, teller } = story();
    const { id: customerId, number } = await aCustomer(app);
    const { attempt } = await story().checkout({ customerId, amountMinor: 1000 });
    teller.captureAs = { amountMinor: 900 };
    teller.approve(attempt.id);
    const list = () => run('attempts', 'list', '--customer', String(number), '--gateway', 'teller');
    expect((await list()).out)
      .to.include('open')
      .and.include(attempt.id);
    expect((await run('attempts', 'check', attempt.id)).out)
      .to.include('through teller')
      .and.include(': review;');
    expect((await run('attempts', 'list', '--state', 'review')).out).to.include('came in place of');
    expect((await run('attempts', 'accept', attempt.id)).out).to.include('booked €9.00');
    expect(await balanceOf(app, customerId)).to.equal(900);
    const refund = (amount: string) => run('attempts', 'refund', attempt.id, amount, '--key', 'once');
    for (let time = 0; time < 2; time++) expect((await refund('4.00')).out).to.equal('The gateway has taken the refund.');
    teller.captureAs = {};
    expect(await balanceOf(app, customerId)).to.equal(500);
    const shown = (await run('attempts', 'show', attempt.id)).out;
    expect(shown).to.include('partly-returned; booked 9.00 EUR, went back 4.00 EUR').and.include('refund of');
    const wrong = await refund('5.00');
    expect([wrong.exitCode === 0, wrong.err.includes('this key stands for a refund of')]).to.deep.equal([false, true]);
    expect((await run('attempts', 'show', 'none')).err).to.include('there is no payment attempt none');
  });
});
