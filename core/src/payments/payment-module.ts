import { CLOCK } from '@tapline/sdk';
import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { CUSTOMER_SERVICE } from '../customers/customer-service.js';
import { SETTLEMENT_SERVICE } from '../documents/open-items/settlement-service.js';
import { AUDIT_LOG } from '../kernel/audit/audit-log.js';
import { DECISIONS } from '../kernel/hooks/decisions.js';
import { EVENT_RAISER } from '../kernel/outbox/event-raiser.js';
import { LEDGER_SERVICE } from '../ledger/ledger-service.js';
import { PAYMENT_SERVICE, PaymentService } from './payment-service.js';

export function registerPayments(container: DependencyContainer): void {
  container.register(PAYMENT_SERVICE, {
    useFactory: instanceCachingFactory(
      (c) =>
        new PaymentService({
          customers: c.resolve(CUSTOMER_SERVICE),
          ledger: c.resolve(LEDGER_SERVICE),
          settlement: c.resolve(SETTLEMENT_SERVICE),
          decisions: c.resolve(DECISIONS),
          events: c.resolve(EVENT_RAISER),
          audit: c.resolve(AUDIT_LOG),
          clock: c.resolve(CLOCK),
        }),
    ),
  });
}
