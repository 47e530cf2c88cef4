import { type Company, type Operation, refused, type TransactionRunner } from '@tapline/sdk';
import { Alert } from '@tapline/sdk/ui';
import type { PayPalApi } from '../api/paypal-api.js';
import { PayPalProblem } from '../api/paypal-problem.js';
import type { PayPalSettings } from '../settings.js';
import { EVENT_TYPES } from '../webhooks/paypal-event.js';
import { keysName, type RegistrationStore } from '../webhooks/registration-store.js';

export interface RegisterParts {
  readonly api: PayPalApi;
  readonly settings: PayPalSettings;
  readonly company: Company;
  readonly registrations: RegistrationStore;
  readonly transactions: TransactionRunner;
}

export interface RegisteredWebhook {
  readonly webhookId: string;
  readonly url: string;
}

/** The address that PayPal's messages come to; empty where it is not known. */
export function webhookUrl({ publicUrl }: Pick<Company, 'publicUrl'>): string {
  return publicUrl === '' ? '' : `${publicUrl}/hooks/paypal/events`;
}

/** Tells PayPal where its messages go, and keeps the webhook's id. Again, it brings the one that is there up to date. */
export function registerWebhookOperation(parts: RegisterParts): Operation<Readonly<Record<string, unknown>>, RegisteredWebhook> {
  return {
    id: 'register-webhook',
    title: 'Register the PayPal webhook',
    description:
      'Tells PayPal to send its messages here: payments of customers who close the window, refunds made at PayPal, and disputes arrive at once.',
    icon: 'bell',
    permission: 'addons.manage',
    isReadOnly: false,
    input: { type: 'object', properties: {}, additionalProperties: false },
    reach: ({ signal }) => register(parts, signal),
    view: ({ url, webhookId }) => (
      <Alert tone="good" title="PayPal sends its messages here now">
        {url}, webhook {webhookId}
      </Alert>
    ),
  };
}

async function register(parts: RegisterParts, signal: AbortSignal): Promise<RegisteredWebhook> {
  const { api, settings, company, registrations, transactions } = parts;
  const url = webhookUrl(company);
  const isTest = settings.apiUrl !== '';
  if (url === '' || (!isTest && !url.startsWith('https://'))) {
    throw refused(
      'PAYPAL_ADDRESS_MISSING',
      'PayPal sends messages to https addresses only: set web.publicUrl to the address at which customers reach this installation',
    );
  }
  try {
    const webhook = await api.registerWebhook(url, EVENT_TYPES, signal);
    await transactions.run((tx) => registrations.keep(tx, { keys: keysName(settings), webhook, url, last_event: null, last_at: null }));
    if (settings.webhookId !== '' && settings.webhookId !== webhook) {
      throw refused(
        'PAYPAL_WEBHOOK_NAMED',
        `PayPal sends its messages here as webhook ${webhook}, but the settings name ${settings.webhookId}, by which they would count as forged: empty "Webhook ID" in the settings`,
      );
    }
    return { webhookId: webhook, url };
  } catch (error) {
    if (error instanceof PayPalProblem) throw refused('PAYPAL_WEBHOOK_REFUSED', error.message);
    throw error;
  }
}
