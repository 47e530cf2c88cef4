/** The add-on's settings, as its package.json describes them. */
export interface SmsSettings {
  readonly gateway: 'none' | 'http' | 'smpp';
  readonly countryCode: string;
  readonly nationalDigits: number;
  readonly from: string;
  readonly httpUrl: string;
  readonly httpMethod: 'POST' | 'GET';
  readonly httpBody: string;
  readonly httpContentType: 'application/json' | 'application/x-www-form-urlencoded';
  readonly httpAuthorization: string;
  readonly httpSuccess: string;
  readonly smppHost: string;
  readonly smppPort: number;
  readonly smppTls: boolean;
  readonly smppSystemId: string;
  readonly smppPassword: string;
}

/** What settings lack for messages to go out; null for nothing. */
export function missingOf({ gateway, httpUrl, smppHost }: Pick<SmsSettings, 'gateway' | 'httpUrl' | 'smppHost'>): string | null {
  if (gateway === 'none') return 'no gateway is set; choose one in the settings of the add-on SMS';
  if ((gateway === 'http' ? httpUrl : smppHost).trim() !== '') return null;
  return `the gateway has no ${gateway === 'http' ? 'address' : 'host'}; set it in the settings of the add-on SMS`;
}
