import {
  type GatewayPayments,
  type GatewayReport,
  type Logger,
  type PaymentAttempt,
  TaplineError,
  type Transaction,
  type TransactionRunner,
  type Webhook,
  type WebhookAnswer,
  type WebhookRequest,
} from '@tapline/sdk';
import type { PayPalApi } from '../api/paypal-api.js';
import { settleOrder } from '../checkout/capturing.js';
import { GATEWAY_ID } from '../checkout/paypal-gateway.js';
import type { PayPalSettings } from '../settings.js';
import type { Certificates } from './certificates.js';
import type { MoneyBack } from './money-back.js';
import { type PayPalEvent, readEvent } from './paypal-event.js';
import { keysName, type RegistrationStore } from './registration-store.js';
import { transmissionOf, type Verdict, verifySignature } from './signature.js';

export interface WebhookParts {
  readonly api: PayPalApi;
  readonly settings: PayPalSettings;
  readonly certificates: Certificates;
  readonly registrations: RegistrationStore;
  readonly moneyBack: MoneyBack;
  readonly payments: GatewayPayments;
  readonly transactions: TransactionRunner;
  readonly logger: Logger;
}

const TAKEN: WebhookAnswer = { status: 200 };

/**
 * PayPal's messages. None is believed before its signature is; then those about orders only say that PayPal is to be asked, so that late, doubled and
 * mixed-up ones do no harm. What is not answered with 200 comes again, for three days.
 */
export function paypalWebhook(parts: WebhookParts): Webhook {
  return { id: 'events', title: 'Messages of PayPal', handle: (request) => handle(parts, request) };
}

async function handle(parts: WebhookParts, request: WebhookRequest): Promise<WebhookAnswer> {
  const { logger, transactions, registrations, settings } = parts;
  const keys = keysName(settings);
  const webhookId = settings.webhookId || (await transactions.run((tx) => registrations.find(tx, keys)))?.webhook;
  if (webhookId === undefined) {
    logger.warn({}, 'a message of PayPal came, but no webhook is registered; register it on the page of the add-on');
    return { status: 503, text: 'no webhook is registered here' };
  }
  const verdict = await judge(parts, request, webhookId);
  if (verdict.kind !== 'genuine') {
    logger.warn({ reason: verdict.reason }, 'a message that says to be of PayPal’s is not');
    return { status: 401, text: verdict.reason };
  }
  let event: PayPalEvent;
  try {
    event = readEvent(Buffer.from(request.body).toString('utf8'));
  } catch (error) {
    // A genuine message that cannot be read now cannot be read later either.
    logger.error({ err: error }, 'a message of PayPal cannot be read; look at the payments at PayPal');
    return TAKEN;
  }
  const outcome = await take(parts, event, request);
  await transactions.run((tx) => registrations.noteEvent(tx, keys, event.type, request.receivedAtMs));
  logger.info({ event: event.id, type: event.type, outcome }, 'a message of PayPal');
  return { ...TAKEN, text: outcome };
}

/** Here, or by PayPal itself where its certificate cannot be had, and for tests against another server. */
async function judge(
  { api, settings, certificates }: WebhookParts,
  request: WebhookRequest,
  webhookId: string,
): Promise<Verdict & { readonly reason?: string }> {
  const transmission = transmissionOf(request.headers);
  if (!transmission) return { kind: 'forged', reason: 'it has no signature' };
  const { body, signal, receivedAtMs: nowMs } = request;
  if (settings.apiUrl === '') {
    const verdict = await verifySignature({ transmission, webhookId, body }, { certificates, nowMs, signal });
    if (verdict.kind !== 'unknown') return verdict;
  }
  const { id: transmissionId, time: transmissionTime, certificateUrl, algorithm, signature } = transmission;
  const text = Buffer.from(body).toString('utf8');
  if (!isJsonObject(text)) return { kind: 'forged', reason: 'it is no JSON' };
  const message = { webhookId, transmissionId, transmissionTime, certificateUrl, algorithm, signature, body: text };
  return (await api.isGenuine(message, signal)) ? { kind: 'genuine' } : { kind: 'forged', reason: 'PayPal says that it has not sent it' };
}

/** What is put into a question as it is must be one value and nothing more. */
function isJsonObject(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

/** What became of it, for the log. */
async function take(
  parts: WebhookParts,
  event: PayPalEvent,
  { signal, receivedAtMs: nowMs }: Pick<WebhookRequest, 'signal' | 'receivedAtMs'>,
): Promise<string> {
  const { transactions, payments, moneyBack } = parts;
  const report = (tx: Transaction, told: GatewayReport): Promise<{ readonly kind: string }> =>
    payments.report(tx, GATEWAY_ID, told, { id: event.id, type: event.type });
  // Told without anything new: messages of one payment that come together are decided one after the other.
  const hold = (tx: Transaction, attempt: GatewayReport['attempt']) => payments.report(tx, GATEWAY_ID, { attempt });
  switch (event.about) {
    case 'nothing':
      return 'passed over';
    case 'order': {
      const attempt = await transactions.run((tx) => attemptOf(payments, tx, event));
      if (!attempt) return 'unknown-attempt';
      const told = await settleOrder(parts.api, { attempt, why: 'reconcile', signal, nowMs });
      return transactions.run(async (tx) => {
        await hold(tx, { id: attempt.id });
        return (await report(tx, await moneyBack.withoutDoubles(tx, told))).kind;
      });
    }
    case 'return':
    case 'dispute':
      return transactions.run(async (tx) => {
        const captureId = event.about === 'return' ? event.refund.captureId : event.dispute.captureId;
        const attempt = event.attemptId === '' ? { reference: captureId } : { id: event.attemptId };
        await hold(tx, attempt);
        const returns =
          event.about === 'return'
            ? await moneyBack.ofRefund(tx, event.refund, event.kind)
            : await moneyBack.ofDispute(tx, event.dispute, await attemptOf(payments, tx, { orderId: '', attemptId: event.attemptId }));
        if (returns.length === 0) return 'passed over';
        return (await report(tx, { attempt, returns })).kind;
      });
  }
}

/** By PayPal's name of the order, or by ours: a message may be here before the answer that tells the order's name. */
async function attemptOf(
  payments: GatewayPayments,
  tx: Transaction,
  { orderId, attemptId }: { readonly orderId: string; readonly attemptId: string },
): Promise<PaymentAttempt | undefined> {
  const found = orderId === '' ? undefined : await payments.find(tx, GATEWAY_ID, orderId);
  if (found || attemptId === '') return found;
  try {
    const attempt = await payments.get(tx, attemptId);
    return attempt.reference === null && orderId !== '' ? { ...attempt, reference: orderId } : attempt;
  } catch (error) {
    if (error instanceof TaplineError && error.kind === 'not-found') return undefined;
    throw error;
  }
}
