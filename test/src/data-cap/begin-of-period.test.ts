import { forEachApplication, insertRows, newId, sqlOf } from '@tapline/core/testing';
import { expect } from 'chai';
import { CappedLine, GB } from './capped-line.js';

const MORE_THAN_A_LOOK = 101;

forEachApplication('The begin of a period', '2026-11-30T09:00:00Z', (app) => {
  it('opens every line, though many others fail for good', async () => {
    const line = await CappedLine.on(app(), { amount: '1 GB' });
    await line.downloads(GB);
    expect((await line.access()).isAllowed).to.equal(false);
    await app().write(async (tx) => {
      const lines = sqlOf(tx)('addon_data_cap_line');
      const row = (await lines.clone().where('service', line.serviceId).first()) as Record<string, unknown>;
      // Lines of services that nobody knows, due before the real one.
      const broken = Array.from({ length: MORE_THAN_A_LOOK }, () => ({ ...row, service: newId(), recheck_at: 1 }) as never);
      await insertRows(tx, 'addon_data_cap_line', Object.keys(row), broken);
    });
    await app().moveTo('2026-12-01T00:30:00Z');
    expect((await line.access()).isAllowed).to.equal(true);
  });
});
