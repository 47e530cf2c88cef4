import { expect } from 'chai';
import { BillingStory } from '../../billing/testing/billing-story.js';
import { CONFIGURATION } from '../../kernel/config/configuration.js';
import { BILLING_RUNS, forEachApplication } from '../../testing/index.js';
import { runProgram } from '../run-program.js';
import { RecordingTerminal } from '../testing/recording-terminal.js';

/** Tells when it is first shown how far a command has come. */
class WatchedTerminal extends RecordingTerminal {
  onProgress: () => void = () => undefined;

  override showProgress(text: string): void {
    super.showProgress(text);
    this.onProgress();
  }
}

forEachApplication('The commands of billing', '2026-12-01T08:00:00Z', (app) => {
  function run(terminal: RecordingTerminal, ...words: readonly string[]): Promise<number> {
    const { dataDirectory } = app().container.resolve(CONFIGURATION);
    const own = [`--web.port=${new URL(app().url).port}`, `--dataDirectory=${dataDirectory}`];
    return runProgram(['billing', ...words, ...own], { terminal });
  }

  /** What a run leaves with, and the last line that it says of a failure. */
  async function outcome(
    ...words: readonly string[]
  ): Promise<{ readonly exitCode: number; readonly failure: string; readonly id: string }> {
    const terminal = new RecordingTerminal();
    const exitCode = await run(terminal, ...words);
    const [, id = ''] = /^Run (\S+)/.exec(terminal.out[0] ?? '') ?? [];
    return { exitCode, failure: terminal.err.at(-1) ?? '', id };
  }

  it('show how far a run has come until it is over', async () => {
    const story = new BillingStory(app);
    for (let count = 0; count < 2; count++) await story.line((await story.customer()).id);
    await app().moveTo('2027-01-01T08:00:00Z');
    const runs = app().container.resolve(BILLING_RUNS);
    await runs.isAnybodyDue(new AbortController().signal);
    const { id } = await app().write((tx) => runs.start(tx));
    const terminal = new WatchedTerminal();
    const isShown = new Promise<void>((resolve) => {
      terminal.onProgress = resolve;
    });
    const shown = run(terminal, 'show', id);
    await isShown;
    await runs.work();
    expect(await shown).to.equal(0);
    expect(new Set(terminal.progress)).to.deep.equal(new Set(['0 of 2 customers previewed', '']));
    expect(terminal.progress.at(-1)).to.equal('');
    expect(terminal.out.join('\n')).to.include('previewed').and.include('2 customers, 4 documents');
  });

  it('leave with 1 where a run could not bill a customer', async () => {
    const story = new BillingStory(app);
    const line = await story.line((await story.customer()).id);
    for (const month of ['2027-02', '2027-03', '2027-04']) {
      await app().moveTo(`${month}-01T08:00:00Z`);
      await story.run();
    }
    await story.change(line.id, { unitPriceMinor: 400_000 });
    await app().moveTo('2027-05-01T08:00:00Z');
    const preview = await outcome('preview');
    expect(preview).to.include({ exitCode: 0, failure: '' });
    expect(await outcome('confirm', preview.id)).to.include({
      exitCode: 1,
      failure: 'tapline: 1 customer could not be billed; see the notes above',
    });
  });

  it('leave with 1 where a run has stopped itself', async () => {
    const story = new BillingStory(app);
    const lines = [];
    for (let count = 0; count < 20; count++) lines.push(await story.line((await story.customer()).id));
    await app().moveTo('2027-02-01T08:00:00Z');
    await story.run();
    await app().moveTo('2027-03-01T08:00:00Z');
    for (const { id } of lines) await story.change(id, { unitPriceMinor: 24_000 });
    const { exitCode, failure } = await outcome('preview');
    expect(exitCode).to.equal(1);
    expect(failure).to.match(
      /^tapline: the run was stopped: a customer is asked for \d+ % more on average than by the last run .*; look at the preview, and confirm it if it is right$/,
    );
  });
});
