import { CLOCK, COMPANY, createToken } from '@tapline/sdk';
import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { AUDIT_LOG } from '../kernel/audit/audit-log.js';
import { DATABASE } from '../kernel/database/database.js';
import { ClosingStore } from './closing/closing-store.js';
import { MONTH_CLOSING, MonthClosingService } from './closing/month-closing-service.js';
import { JournalStore } from './journal-store.js';
import { LEDGER_SERVICE, LedgerService } from './ledger-service.js';
import { SealStore } from './seals/seal-store.js';
import { LEDGER_SEALER, LedgerSealer } from './seals/sealer.js';

export const JOURNAL_STORE = createToken<JournalStore>('core.journal-store');
export const CLOSING_STORE = createToken<ClosingStore>('core.closing-store');
export const SEAL_STORE = createToken<SealStore>('core.seal-store');

export function registerLedger(container: DependencyContainer): void {
  container.register(JOURNAL_STORE, { useValue: new JournalStore() });
  container.register(CLOSING_STORE, { useValue: new ClosingStore() });
  container.register(SEAL_STORE, { useValue: new SealStore() });
  container.register(LEDGER_SEALER, {
    useFactory: instanceCachingFactory((c) => new LedgerSealer(c.resolve(DATABASE), c.resolve(SEAL_STORE), c.resolve(CLOCK))),
  });
  container.register(LEDGER_SERVICE, {
    useFactory: instanceCachingFactory(
      (c) => new LedgerService(c.resolve(JOURNAL_STORE), c.resolve(CLOSING_STORE), c.resolve(CLOCK), c.resolve(COMPANY)),
    ),
  });
  container.register(MONTH_CLOSING, {
    useFactory: instanceCachingFactory(
      (c) => new MonthClosingService(c.resolve(CLOSING_STORE), c.resolve(AUDIT_LOG), c.resolve(CLOCK), c.resolve(COMPANY)),
    ),
  });
}
