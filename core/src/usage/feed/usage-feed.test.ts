import type { UsageDelta } from '@tapline/sdk';
import { expect } from 'chai';
import { CONTRIBUTIONS } from '../../kernel/addons/contribution-registry.js';
import { addonOwner } from '../../kernel/hooks/owner.js';
import { forEachApplication } from '../../testing/index.js';
import { USAGE_FEED } from './usage-feed.js';
import { UsageFeedStore } from './usage-feed-store.js';

const HOUR_MS = Date.UTC(2026, 10, 2, 8);
const store = new UsageFeedStore();

const delta = (serviceId: string, downloadOctets: bigint, hourMs = HOUR_MS): UsageDelta => ({
  serviceId,
  hourMs,
  downloadOctets,
  uploadOctets: 1n,
  isSessionEnd: false,
});

forEachApplication('Reading along with usage', '2026-11-02T09:00:00Z', (app) => {
  const append = (deltas: readonly UsageDelta[], journalId = 'j1'): Promise<void> =>
    app().write((tx) => store.append(tx, journalId, deltas, app().nowMs));

  function addReader(read: (deltas: readonly UsageDelta[]) => void): Promise<boolean> {
    const reader = { id: 'meter', read: async (_tx: unknown, deltas: readonly UsageDelta[]) => read(deltas) };
    app().container.resolve(CONTRIBUTIONS).add(addonOwner('cap', 'Cap')).usageReader(reader);
    return app().container.resolve(USAGE_FEED).drain();
  }

  it('gives each addition once, summed up by service and hour, whichever server has counted it', async () => {
    const seen: string[] = [];
    await append([delta('before', 1n)]);
    await addReader((deltas) => seen.push(...deltas.map((each) => `${each.serviceId} ${each.downloadOctets}/${each.uploadOctets}`)));
    await append([delta('a', 5n), delta('b', 1n << 60n)]);
    await append([delta('a', -2n)]);
    await app().settle();
    await append([delta('a', 7n)], 'j2');
    await app().settle();
    await app().settle();
    expect(seen).to.deep.equal(['a 3/2', `b ${1n << 60n}/1`, 'a 7/1']);
  });

  it('keeps what a reader fails on, and gives it again', async () => {
    const seen: bigint[] = [];
    let fails = 1;
    await addReader((deltas) => {
      if (fails-- > 0) throw new Error('not now');
      seen.push(...deltas.map(({ downloadOctets }) => downloadOctets));
    });
    await append([delta('a', 5n)]);
    const feed = app().container.resolve(USAGE_FEED);
    await feed.stop();
    await feed.drain();
    expect(seen).to.deep.equal([]);
    feed.forgetFailures();
    await feed.drain();
    expect(seen).to.deep.equal([5n]);
  });

  it('keeps what comes while the add-on is disabled', async () => {
    const seen: bigint[] = [];
    const contributions = app().container.resolve(CONTRIBUTIONS);
    await addReader(() => undefined);
    contributions.remove('cap');
    await append([delta('a', 5n)]);
    await app().settle();
    await addReader((deltas) => seen.push(...deltas.map(({ downloadOctets }) => downloadOctets)));
    await app().settle();
    expect(seen).to.deep.equal([5n]);
  });
});
