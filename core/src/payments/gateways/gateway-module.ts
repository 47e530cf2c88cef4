import { CLOCK, COMPANY, createToken } from '@tapline/sdk';
import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { CUSTOMER_SERVICE } from '../../customers/customer-service.js';
import { DOCUMENT_SERVICE } from '../../documents/document-service.js';
import { FOLLOW_UP_SERVICE } from '../../documents/follow-ups/follow-up-service.js';
import { SETTLEMENT_SERVICE } from '../../documents/open-items/settlement-service.js';
import { CONTRIBUTIONS } from '../../kernel/addons/contribution-registry.js';
import { AUDIT_LOG } from '../../kernel/audit/audit-log.js';
import { CONFIGURATION } from '../../kernel/config/configuration.js';
import { DATABASE } from '../../kernel/database/database.js';
import { DECISIONS } from '../../kernel/hooks/decisions.js';
import { ROOT_LOGGER } from '../../kernel/logging/logger.js';
import { EVENT_RAISER } from '../../kernel/outbox/event-raiser.js';
import { LEDGER_SERVICE } from '../../ledger/ledger-service.js';
import { PAYMENT_SERVICE } from '../payment-service.js';
import { REFUND_SERVICE } from '../refund-service.js';
import { ATTEMPT_DIRECTORY, AttemptDirectory } from './attempt-directory.js';
import { AttemptMaker } from './attempt-maker.js';
import { AttemptStore } from './attempt-store.js';
import { CHECKOUT_SERVICE, CheckoutService } from './checkout-service.js';
import { GatewayBooks } from './gateway-books.js';
import { GatewayCalls } from './gateway-calls.js';
import { GATEWAY_RECONCILER, GatewayReconciler } from './gateway-reconciler.js';
import { GATEWAY_REFUNDS, GatewayRefunds } from './gateway-refunds.js';
import { GATEWAY_REPORTER, GatewayReporter } from './gateway-reporter.js';
import { MovementStore } from './movement-store.js';
import { PAYABLE_DOCUMENTS, PayableDocuments } from './payable-documents.js';
import { PENDING_MONEY, PendingMoney } from './pending-money.js';

export const ATTEMPT_STORE = createToken<AttemptStore>('core.attempt-store');
const MOVEMENT_STORE = createToken<MovementStore>('core.movement-store');
export const GATEWAY_CALLS = createToken<GatewayCalls>('core.gateway-calls');
const BOOKS = createToken<GatewayBooks>('core.gateway-books');
const MAKER = createToken<AttemptMaker>('core.attempt-maker');

export function registerGateways(container: DependencyContainer): void {
  container.register(ATTEMPT_STORE, { useValue: new AttemptStore() });
  container.register(MOVEMENT_STORE, { useValue: new MovementStore() });
  const once = instanceCachingFactory;
  const common = (c: DependencyContainer) => ({
    attempts: c.resolve(ATTEMPT_STORE),
    movements: c.resolve(MOVEMENT_STORE),
    company: c.resolve(COMPANY),
    clock: c.resolve(CLOCK),
  });
  container.register(GATEWAY_CALLS, { useFactory: once((c) => new GatewayCalls(c.resolve(CONTRIBUTIONS), c.resolve(ROOT_LOGGER))) });
  container.register(ATTEMPT_DIRECTORY, {
    useFactory: once((c) => new AttemptDirectory(c.resolve(ATTEMPT_STORE), c.resolve(MOVEMENT_STORE))),
  });
  container.register(PENDING_MONEY, { useFactory: once((c) => new PendingMoney(c.resolve(ATTEMPT_STORE))) });
  container.register(PAYABLE_DOCUMENTS, {
    useFactory: once(
      (c) =>
        new PayableDocuments({
          documents: c.resolve(DOCUMENT_SERVICE),
          settlement: c.resolve(SETTLEMENT_SERVICE),
          pending: c.resolve(PENDING_MONEY),
        }),
    ),
  });
  container.register(BOOKS, {
    useFactory: once(
      (c) =>
        new GatewayBooks({
          ...common(c),
          payments: c.resolve(PAYMENT_SERVICE),
          refunds: c.resolve(REFUND_SERVICE),
          documents: c.resolve(DOCUMENT_SERVICE),
          followUps: c.resolve(FOLLOW_UP_SERVICE),
          ledger: c.resolve(LEDGER_SERVICE),
          audit: c.resolve(AUDIT_LOG),
          events: c.resolve(EVENT_RAISER),
        }),
    ),
  });
  container.register(MAKER, {
    useFactory: once((c) => new AttemptMaker({ ...common(c), books: c.resolve(BOOKS), documents: c.resolve(DOCUMENT_SERVICE) })),
  });
  container.register(GATEWAY_REPORTER, {
    useFactory: once(
      (c) =>
        new GatewayReporter({ ...common(c), books: c.resolve(BOOKS), maker: c.resolve(MAKER), customers: c.resolve(CUSTOMER_SERVICE) }),
    ),
  });
  const working = (c: DependencyContainer) => ({
    ...common(c),
    books: c.resolve(BOOKS),
    reporter: c.resolve(GATEWAY_REPORTER),
    calls: c.resolve(GATEWAY_CALLS),
    database: c.resolve(DATABASE),
  });
  container.register(CHECKOUT_SERVICE, {
    useFactory: once(
      (c) =>
        new CheckoutService({
          ...working(c),
          maker: c.resolve(MAKER),
          payable: c.resolve(PAYABLE_DOCUMENTS),
          customers: c.resolve(CUSTOMER_SERVICE),
          documents: c.resolve(DOCUMENT_SERVICE),
          decisions: c.resolve(DECISIONS),
          publicUrl: c.resolve(CONFIGURATION).web.publicUrl,
        }),
    ),
  });
  container.register(GATEWAY_REFUNDS, { useFactory: once((c) => new GatewayRefunds({ ...working(c), audit: c.resolve(AUDIT_LOG) })) });
  container.register(GATEWAY_RECONCILER, {
    useFactory: once(
      (c) =>
        new GatewayReconciler(
          c.resolve(ATTEMPT_STORE),
          c.resolve(CHECKOUT_SERVICE),
          c.resolve(GATEWAY_REFUNDS),
          c.resolve(DATABASE),
          c.resolve(CLOCK),
          c.resolve(ROOT_LOGGER),
        ),
    ),
  });
}
