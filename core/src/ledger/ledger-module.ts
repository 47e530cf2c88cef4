import { CLOCK, COMPANY, createToken } from '@tapline/sdk';
import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { JournalStore } from './journal-store.js';
import { LEDGER_SERVICE, LedgerService } from './ledger-service.js';

export const JOURNAL_STORE = createToken<JournalStore>('core.journal-store');

export function registerLedger(container: DependencyContainer): void {
  container.register(JOURNAL_STORE, { useValue: new JournalStore() });
  container.register(LEDGER_SERVICE, {
    useFactory: instanceCachingFactory((c) => new LedgerService(c.resolve(JOURNAL_STORE), c.resolve(CLOCK), c.resolve(COMPANY))),
  });
}
