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
