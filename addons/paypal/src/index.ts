import { ADDON_TABLES, CLOCK, COMPANY, defineAddon, GATEWAY_PAYMENTS, LOGGER, TRANSACTIONS } from '@tapline/sdk';
import { httpPayPalApi } from './api/http-paypal-api.js';
import { paypalGateway } from './checkout/paypal-gateway.js';
import { registerWebhookOperation } from './operations/register-webhook.js';
import { testKeysOperation } from './operations/test-keys.js';
import { overviewPage } from './pages/overview-page.js';
import { apiUrlOf, type PayPalSettings } from './settings.js';
import { Certificates } from './webhooks/certificates.js';
import { DISPUTE_MIGRATIONS, DisputeStore } from './webhooks/dispute-store.js';
import { MoneyBack } from './webhooks/money-back.js';
import { paypalWebhook } from './webhooks/paypal-webhook.js';
import { REGISTRATION_MIGRATIONS, RegistrationStore } from './webhooks/registration-store.js';

export default defineAddon<PayPalSettings>({
  migrations: [...DISPUTE_MIGRATIONS, ...REGISTRATION_MIGRATIONS],
  activate({ config: settings, resolve, contribute }) {
    const tables = resolve(ADDON_TABLES);
    const { clientId, clientSecret } = settings;
    const parts = {
      settings,
      api: httpPayPalApi({ baseUrl: apiUrlOf(settings), clientId, clientSecret }),
      certificates: new Certificates(),
      registrations: new RegistrationStore(tables),
      moneyBack: new MoneyBack(new DisputeStore(tables)),
      payments: resolve(GATEWAY_PAYMENTS),
      transactions: resolve(TRANSACTIONS),
      company: resolve(COMPANY),
      clock: resolve(CLOCK),
      logger: resolve(LOGGER),
    };
    contribute.paymentGateway(paypalGateway(parts));
    contribute.webhook(paypalWebhook(parts));
    contribute.operation(testKeysOperation(settings));
    contribute.operation(registerWebhookOperation(parts));
    contribute.adminPage(overviewPage(parts));
  },
});
