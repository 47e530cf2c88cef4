import { once } from 'node:events';
import { request } from 'node:http';
import { expect } from 'chai';
import { CONTRIBUTIONS } from '../../kernel/addons/contribution-registry.js';
import { CORE_OWNER } from '../../kernel/hooks/owner.js';
import { forEachApplication } from '../../testing/index.js';

forEachApplication('A webhook', '2026-05-04T08:00:00Z', (app) => {
  function listening(): { readonly called: Promise<AbortSignal>; readonly answer: () => void } {
    let answer = (): void => undefined;
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const called = new Promise<AbortSignal>((resolve) => {
      app()
        .container.resolve(CONTRIBUTIONS)
        .add({ ...CORE_OWNER, id: 'caller' })
        .webhook({
          id: 'events',
          title: 'Events',
          handle: async ({ signal }) => {
            resolve(signal);
            await Promise.race([answered, once(signal, 'abort')]);
            return { status: 200 };
          },
        });
    });
    return { called, answer };
  }

  it('is told when its caller has left', async () => {
    const { called } = listening();
    const call = request(`${app().url}/hooks/caller/events`, { method: 'POST' });
    call.on('error', () => undefined);
    call.end('{}');
    const signal = await called;
    expect(signal.aborted).to.equal(false);
    call.destroy();
    if (!signal.aborted) await once(signal, 'abort');
    expect((signal.reason as Error).message).to.equal('the caller has left');
  });

  it('is told nothing of a caller who has the answer', async () => {
    const { called, answer } = listening();
    const answered = fetch(`${app().url}/hooks/caller/events`, { method: 'POST', body: '{}' });
    const signal = await called;
    answer();
    await (await answered).text();
    expect(signal.aborted).to.equal(false);
  });
});
