import { CLOCK, createToken } from '@tapline/sdk';
import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { CUSTOMER_SERVICE } from '../customers/customer-service.js';
import { DOCUMENT_SERVICE } from '../documents/document-service.js';
import { FOLLOW_UP_SERVICE } from '../documents/follow-ups/follow-up-service.js';
import { SETTLEMENT_SERVICE } from '../documents/open-items/settlement-service.js';
import { AUDIT_LOG } from '../kernel/audit/audit-log.js';
import { DECISIONS } from '../kernel/hooks/decisions.js';
import { EVENT_RAISER } from '../kernel/outbox/event-raiser.js';
import { LEDGER_SERVICE } from '../ledger/ledger-service.js';
import { PAYMENT_SERVICE, PaymentService } from './payment-service.js';
import { PaymentStore } from './payment-store.js';
import { REFUND_SERVICE, RefundService } from './refund-service.js';

const STORE = createToken<PaymentStore>('core.payment-store');

export function registerPayments(container: DependencyContainer): void {
  container.register(STORE, { useValue: new PaymentStore() });
  const shared = (c: DependencyContainer) => ({
    store: c.resolve(STORE),
    customers: c.resolve(CUSTOMER_SERVICE),
    ledger: c.resolve(LEDGER_SERVICE),
    settlement: c.resolve(SETTLEMENT_SERVICE),
    events: c.resolve(EVENT_RAISER),
    audit: c.resolve(AUDIT_LOG),
    clock: c.resolve(CLOCK),
  });
  container.register(PAYMENT_SERVICE, {
    useFactory: instanceCachingFactory(
      (c) =>
        new PaymentService({
          ...shared(c),
          documents: c.resolve(DOCUMENT_SERVICE),
          followUps: c.resolve(FOLLOW_UP_SERVICE),
          decisions: c.resolve(DECISIONS),
        }),
    ),
  });
  container.register(REFUND_SERVICE, {
    useFactory: instanceCachingFactory((c) => new RefundService({ ...shared(c), payments: c.resolve(PAYMENT_SERVICE) })),
  });
}
