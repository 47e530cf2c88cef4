import { CLOCK } from '@tapline/sdk';
import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { DOCUMENT_STORE } from '../documents/document-module.js';
import { DocumentChainCheck } from '../documents/verification/chain-check.js';
import { OpenItemsCheck } from '../documents/verification/open-items-check.js';
import { CLOSING_STORE, JOURNAL_STORE, SEAL_STORE } from '../ledger/ledger-module.js';
import { ClosedMonthsCheck } from '../ledger/verification/closed-months-check.js';
import { EntriesCheck } from '../ledger/verification/entries-check.js';
import { GatewaysCheck } from '../payments/verification/gateways-check.js';
import { PaymentsCheck } from '../payments/verification/payments-check.js';
import { BOOKS_VERIFIER, BooksVerifier } from './books-verifier.js';

export function registerVerification(container: DependencyContainer): void {
  container.register(BOOKS_VERIFIER, {
    useFactory: instanceCachingFactory((c) => {
      const checks = [
        new EntriesCheck(c.resolve(JOURNAL_STORE), c.resolve(SEAL_STORE)),
        new DocumentChainCheck(c.resolve(DOCUMENT_STORE)),
        new OpenItemsCheck(c.resolve(JOURNAL_STORE)),
        new PaymentsCheck(),
        new ClosedMonthsCheck(c.resolve(CLOSING_STORE)),
        new GatewaysCheck(),
      ];
      return new BooksVerifier(checks, c.resolve(CLOCK));
    }),
  });
}
