import type {
  Clock,
  Company,
  GatewayRefundOutcome,
  GatewayRefundRequest,
  GatewayStartOutcome,
  GatewayStartRequest,
  RedirectGateway,
  TransactionRunner,
} from '@tapline/sdk';
import { toPayPal } from '../amounts/money.js';
import { isTakenByPayPal, stepMinorOf } from '../amounts/paypal-currency.js';
import { setAmountsOf } from '../amounts/set-amounts.js';
import { surchargeFor } from '../amounts/surcharge.js';
import type { PayPalApi } from '../api/paypal-api.js';
import { PayPalProblem } from '../api/paypal-problem.js';
import type { PayPalSettings } from '../settings.js';
import type { MoneyBack } from '../webhooks/money-back.js';
import { settleOrder } from './capturing.js';
import { orderRequest } from './order-request.js';

export const GATEWAY_ID = 'paypal';
/** As long as PayPal keeps an approval. */
const ORDER_LIVES_MS = 3 * 60 * 60_000;

const BUTTON_TEXT = {
  en: 'With a PayPal account or by card.',
  es: 'Con una cuenta de PayPal o con tarjeta.',
  cs: 'Účtem PayPal nebo kartou.',
};

export interface GatewayParts {
  readonly api: PayPalApi;
  readonly settings: PayPalSettings;
  readonly company: Company;
  readonly clock: Clock;
  readonly moneyBack: MoneyBack;
  readonly transactions: TransactionRunner;
}

/** Paying at PayPal's own page. */
export function paypalGateway(parts: GatewayParts): RedirectGateway {
  const { api, settings, company, moneyBack, transactions } = parts;
  const { buttonText } = settings;
  const { minimumMinor, maximumMinor, surchargeFixedMinor } = setAmountsOf(settings, company.currency);
  return {
    kind: 'redirect',
    id: GATEWAY_ID,
    title: 'PayPal',
    description: buttonText === '' ? BUTTON_TEXT : buttonText,
    limits: {
      ...(minimumMinor === undefined ? {} : { minimumMinor }),
      ...(maximumMinor === undefined ? {} : { maximumMinor }),
      stepMinor: stepMinorOf(company.currency),
    },
    obstacle: () => obstacleOf(settings, company),
    surcharge: (amountMinor) => surchargeFor({ ...settings, surchargeFixedMinor }, amountMinor, company.currency),
    start: (request) => start(parts, request),
    settle: async (occasion) => {
      const report = await settleOrder(api, { ...occasion, nowMs: parts.clock.nowMs() });
      return report.returns === undefined ? report : transactions.run((tx) => moneyBack.withoutDoubles(tx, report));
    },
    refund: (request) => refund(api, request),
  };
}

/** Why nothing can be paid, for admins; null where it can. */
export function obstacleOf(settings: PayPalSettings, { currency }: Pick<Company, 'currency'>): string | null {
  const { clientId, clientSecret } = settings;
  if (clientId === '' || clientSecret === '') return 'client ID and secret are missing; set them in the settings of the add-on PayPal';
  return isTakenByPayPal(currency) ? setAmountsOf(settings, currency).problem : `PayPal takes no ${currency}`;
}

async function start({ api, settings, company, clock }: GatewayParts, request: GatewayStartRequest): Promise<GatewayStartOutcome> {
  try {
    const order = await api.createOrder(orderRequest(request, settings, company), request.signal);
    if (order.payerUrl === null) return { kind: 'refused', reason: `PayPal named no page to pay on; the order is ${order.status}` };
    return { kind: 'redirect', reference: order.id, url: order.payerUrl, expiresAtMs: clock.nowMs() + ORDER_LIVES_MS };
  } catch (error) {
    return refusal(error);
  }
}

async function refund(
  api: PayPalApi,
  { key, captureReference, amountMinor, attempt, isRepeated, signal }: GatewayRefundRequest,
): Promise<GatewayRefundOutcome> {
  try {
    const amount = toPayPal({ amountMinor, currency: attempt.currency });
    const { id, status, feeBackMinor = 0 } = await api.refundCapture({ key, captureId: captureReference, amount }, signal);
    if (status === 'FAILED' || status === 'CANCELLED') return { kind: 'refused', reason: `PayPal did not give it back: ${status}` };
    const fee = feeBackMinor === 0 ? {} : { feeMinor: -feeBackMinor };
    return { kind: 'taken', reference: id, status: status === 'COMPLETED' ? 'completed' : 'pending', ...fee };
  } catch (error) {
    // The answer to an earlier question is lost: by other keys PayPal cannot say that it was not done.
    if (isRepeated && error instanceof PayPalProblem && (error.kind === 'keys' || error.status === 404)) throw error;
    return refusal(error);
  }
}

/** What was not answered is thrown on, and asked again. */
function refusal(error: unknown): { readonly kind: 'refused'; readonly reason: string; readonly reasonCode: string } {
  if (!(error instanceof PayPalProblem) || error.kind === 'unknown') throw error;
  return { kind: 'refused', reason: error.message.slice(0, 500), reasonCode: error.issue };
}
