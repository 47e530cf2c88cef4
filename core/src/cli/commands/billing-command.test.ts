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
    const { dataDirectory } = app().container.resolve(CONFIGURATION);
    const own = [`--web.port=${new URL(app().url).port}`, `--dataDirectory=${dataDirectory}`];
    const shown = runProgram(['billing', 'show', id, ...own], { terminal });
    await isShown;
    await runs.work();
    expect(await shown).to.equal(0);
    expect(new Set(terminal.progress)).to.deep.equal(new Set(['0 of 2 customers previewed', '']));
    expect(terminal.progress.at(-1)).to.equal('');
    expect(terminal.out.join('\n')).to.include('previewed').and.include('2 customers, 4 documents');
  });
});
