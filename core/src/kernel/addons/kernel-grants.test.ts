import { CLOCK, createToken, defineHook, LEDGER, type TaplineError, TRANSACTIONS, type Transaction } from '@tapline/sdk';
import { expect } from 'chai';
import { forEachDatabase } from '../../testing/each-database.js';
import type { Database } from '../database/database.js';
import { NO_MARKER } from '../hooks/call-marker.js';
import { HookRegistry } from '../hooks/hook-registry.js';
import { MONOTONIC_TIME } from '../hooks/monotonic-time.js';
import { addonOwner } from '../hooks/owner.js';
import { createLogger } from '../logging/logger.js';
import { AddonContainer, grant } from './addon-container.js';
import { addonSchema } from './addon-schema.js';
import { thrownCode } from './fixtures/thrown-code.js';
import { kernelGrants } from './kernel-grants.js';

const OWNER = addonOwner('greeter', 'Greeter');
const DECIDING = defineHook<{ readonly tx: Transaction }, boolean>({
  name: 'test.deciding',
  kind: 'bail',
  when: 'in a test',
  policy: 'abort',
  budget: { tapMs: 500, totalMs: 500 },
  since: '0.1.0',
});

forEachDatabase((fixture) => {
  describe(`What an add-on is granted on ${fixture.name}`, () => {
    let database: Database;
    let life: AbortController;
    let container: AddonContainer;
    const logger = createLogger('error', { write: () => undefined });
    const clock = { nowMs: () => 7 };

    before(async () => {
      database = await fixture.open();
    });
    beforeEach(() => {
      life = new AbortController();
      const services = kernelGrants({ clock, database, logger }, addonSchema('greeter', []), life.signal);
      container = new AddonContainer(OWNER, ['tables'], [...services, grant(LEDGER, () => expect.fail('it was made'))]);
    });
    after(() => fixture.close());

    it('is what every add-on has, and what its capabilities name', () => {
      expect(container.resolve(CLOCK)).to.equal(clock);
      expect(thrownCode(() => container.resolve(LEDGER))).to.equal('ADDON_CAPABILITY_MISSING');
      expect(thrownCode(() => container.resolve(createToken<Database>('core.database')))).to.equal('ADDON_CAPABILITY_MISSING');
    });

    it('is gone when the add-on is disabled', async () => {
      const transactions = container.resolve(TRANSACTIONS);
      expect(await transactions.run((tx) => Promise.resolve(tx.actor.id))).to.equal('greeter');
      life.abort();
      await container.dispose();
      expect(thrownCode(() => container.resolve(CLOCK))).to.equal('ADDON_NOT_RUNNING');
      expect(await transactions.run(() => Promise.resolve('done')).catch((error: TaplineError) => error.code)).to.equal(
        'ADDON_NOT_RUNNING',
      );
    });

    it('does not let a tap begin a transaction of its own, which would wait for the one that waits for the tap', async () => {
      const hooks = new HookRegistry({ time: MONOTONIC_TIME, marker: NO_MARKER, logger }, [DECIDING]);
      const transactions = container.resolve(TRANSACTIONS);
      hooks.tap(OWNER, DECIDING, () => transactions.run(() => Promise.resolve(true)));
      const error = await database.transaction(OWNER.actor, (tx) => hooks.decide(DECIDING, { tx })).catch((thrown: TaplineError) => thrown);
      expect(error).to.include({ code: 'HOOK_ABORTED' });
      expect((error as TaplineError).cause).to.include({ code: 'TRANSACTION_INSIDE_TAP' });
    });
  });
});
