/** The add-on's settings, as its package.json describes them. */
export interface PayPalSettings {
  readonly environment: 'sandbox' | 'live';
  readonly clientId: string;
  readonly clientSecret: string;
  readonly webhookId: string;
  readonly brandName: string;
  readonly buttonText: string;
  readonly landingPage: 'NO_PREFERENCE' | 'LOGIN' | 'GUEST_CHECKOUT';
  readonly acceptsDelayed: boolean;
  readonly minimum: string;
  readonly maximum: string;
  readonly surchargePercent: number;
  readonly surchargeFixed: string;
  readonly surchargeTaxCode: string;
  readonly apiUrl: string;
}

const API_URLS: Readonly<Record<PayPalSettings['environment'], string>> = {
  sandbox: 'https://api-m.sandbox.paypal.com',
  live: 'https://api-m.paypal.com',
};

/** Where an environment's API is. */
export function apiUrlOf({ apiUrl, environment }: Pick<PayPalSettings, 'apiUrl' | 'environment'>): string {
  return apiUrl === '' ? API_URLS[environment] : apiUrl;
}
