import type { CustomerStatus } from '../domain/customer.js';
import type { DocumentKind } from '../domain/document.js';
import type { PaymentAttemptState } from '../domain/payment-attempt.js';
import type { ServiceStatus } from '../domain/service.js';
import type { AmountMinor } from '../money/money.js';
import { defineEvent } from './descriptor.js';

const since = '0.1.0';

/** Everything that can be listened to. Payloads hold ids and what changed; the rest is asked from the services. */
export const EVENTS = Object.freeze({
  customerCreated: defineEvent<{ readonly customerId: string }>({ name: 'customer.created', when: 'A customer was created.', since }),
  customerChanged: defineEvent<{ readonly customerId: string; readonly fields: readonly string[] }>({
    name: 'customer.changed',
    when: 'Something of a customer was changed; `fields` names what.',
    since,
  }),
  customerStatusChanged: defineEvent<{ readonly customerId: string; readonly from: CustomerStatus; readonly to: CustomerStatus }>({
    name: 'customer.statusChanged',
    when: 'A customer came into another status.',
    since,
  }),
  serviceCreated: defineEvent<{ readonly serviceId: string; readonly customerId: string }>({
    name: 'service.created',
    when: 'A service was created, in whatever status.',
    since,
  }),
  serviceChanged: defineEvent<{ readonly serviceId: string; readonly customerId: string; readonly fields: readonly string[] }>({
    name: 'service.changed',
    when: 'Something of a service was changed; `fields` names what.',
    since,
  }),
  serviceStatusChanged: defineEvent<{
    readonly serviceId: string;
    readonly customerId: string;
    readonly from: ServiceStatus;
    readonly to: ServiceStatus;
  }>({ name: 'service.statusChanged', when: 'A service came into another status.', since }),
  planChanged: defineEvent<{ readonly planId: string; readonly fields: readonly string[] }>({
    name: 'plan.changed',
    when: 'Something of a plan was changed; `fields` names what.',
    since,
  }),
  paymentRecorded: defineEvent<{ readonly paymentId: string; readonly customerId: string; readonly amountMinor: AmountMinor }>({
    name: 'payment.recorded',
    when: 'A payment was posted: the balance has risen.',
    since,
  }),
  documentIssued: defineEvent<{
    readonly documentId: string;
    readonly customerId: string;
    readonly kind: DocumentKind;
    readonly number: string;
    readonly totalMinor: AmountMinor;
  }>({ name: 'document.issued', when: 'An invoice, pro-forma, credit note or receipt was issued.', since }),
  invoicePaid: defineEvent<{ readonly documentId: string; readonly customerId: string; readonly number: string }>({
    name: 'invoice.paid',
    when: 'The last of an invoice was paid, credited or written off.',
    since,
  }),
  invoiceReopened: defineEvent<{
    readonly documentId: string;
    readonly customerId: string;
    readonly number: string;
    readonly openMinor: AmountMinor;
  }>({ name: 'invoice.reopened', when: 'A paid invoice is open again: its payment was cancelled, returned or refunded.', since }),
  paymentCancelled: defineEvent<{
    readonly paymentId: string;
    readonly customerId: string;
    readonly amountMinor: AmountMinor;
    /** Its gateway said so, or what it had said was undone; not a person. */
    readonly isByGateway: boolean;
  }>({
    name: 'payment.cancelled',
    when: 'A payment was taken back whole: entered by mistake, returned by the bank, reversed by a gateway.',
    since,
  }),
  paymentRefunded: defineEvent<{
    readonly refundId: string;
    readonly paymentId: string | null;
    readonly customerId: string;
    readonly amountMinor: AmountMinor;
    /** The money has gone by its gateway, which has said so: a refund, or a part that was taken back. */
    readonly isByGateway: boolean;
  }>({ name: 'payment.refunded', when: 'Money was given back to a customer.', since }),
  paymentAttemptChanged: defineEvent<{
    readonly attemptId: string;
    readonly customerId: string;
    readonly gatewayId: string;
    readonly from: PaymentAttemptState | null;
    readonly to: PaymentAttemptState;
    readonly totalMinor: AmountMinor;
    readonly reason: string | null;
  }>({
    name: 'paymentAttempt.changed',
    when: 'An attempt to get money through a gateway was begun, or came into another state: collection pending, paid, returned, in need of review.',
    since,
  }),
  accessChanged: defineEvent<{
    readonly serviceId: string;
    readonly customerId: string;
    readonly wasAllowed: boolean;
    readonly isAllowed: boolean;
  }>({
    name: 'access.changed',
    when: 'A line was opened, shut, or given another speed or address.',
    since,
  }),
  sessionRequestUnanswered: defineEvent<{
    readonly sessionId: string;
    readonly routerId: string;
    readonly serviceId: string | null;
    readonly kind: 'coa' | 'disconnect';
    readonly reason: string;
  }>({
    name: 'session.requestUnanswered',
    when: 'A router has not answered a CoA- or Disconnect-Request (RFC 5176); it is tried again, and whoever has another way to the router may go it.',
    since,
  }),
  sessionRequestRefused: defineEvent<{
    readonly sessionId: string;
    readonly routerId: string;
    readonly serviceId: string | null;
    readonly kind: 'disconnect';
    readonly reason: string;
    readonly errorCause: string;
  }>({
    name: 'session.requestRefused',
    when: 'A router has refused to end a session that it has (Disconnect-NAK, RFC 5176); it is asked again within an hour while that is wanted, and whoever has another way to the router may go it. `errorCause` is in the words of RFC 5176 s3.5, empty when it gave none.',
    since,
  }),
  quotaGranted: defineEvent<{ readonly grantId: string; readonly serviceId: string; readonly customerId: string; readonly source: string }>(
    {
      name: 'quota.granted',
      when: 'Octets were granted to a line; `source` is who granted them.',
      since,
    },
  ),
  quotaWithdrawn: defineEvent<{
    readonly grantId: string;
    readonly serviceId: string;
    readonly customerId: string;
    readonly source: string;
  }>({
    name: 'quota.withdrawn',
    when: 'The unused of a grant was taken back.',
    since,
  }),
});

export const ALL_EVENTS = Object.freeze(Object.values(EVENTS));
