import type { NotificationOutcome } from '@tapline/sdk';
import type { Sms, SmsGateway } from './gateway.js';
import { askOnce, type HttpAnswer, RequestError } from './http-request.js';
import type { SmsSettings } from './settings.js';

const TIMEOUT_MS = 20_000;
const SHOWN_OF_ANSWER = 200;

type HttpSettings = Pick<
  SmsSettings,
  'from' | 'httpUrl' | 'httpMethod' | 'httpBody' | 'httpContentType' | 'httpAuthorization' | 'httpSuccess'
>;

/** Any gateway that takes a message by one HTTP request, described by templates of its address and body. */
export class HttpGateway implements SmsGateway {
  constructor(
    private readonly settings: HttpSettings,
    private readonly timeoutMs = TIMEOUT_MS,
  ) {}

  async send(sms: Sms): Promise<NotificationOutcome> {
    const { httpUrl, httpMethod, httpBody, httpContentType, httpAuthorization } = this.settings;
    const values = { ...sms, from: this.settings.from };
    const inBody = httpContentType === 'application/json' ? jsonText : encodeURIComponent;
    try {
      const answer = await askOnce({
        address: fill(httpUrl, values, encodeURIComponent),
        method: httpMethod,
        timeoutMs: this.timeoutMs,
        headers: {
          accept: '*/*',
          ...(httpMethod === 'POST' ? { 'content-type': httpContentType } : {}),
          ...(httpAuthorization === '' ? {} : { authorization: httpAuthorization }),
        },
        ...(httpMethod === 'POST' ? { body: fill(httpBody, values, inBody) } : {}),
      });
      return this.outcomeOf(answer);
    } catch (error) {
      const { message } = error as Error;
      const isSent = error instanceof RequestError && error.isSent;
      if (isSent) return { kind: 'uncertain', reason: `the SMS gateway may have it, and did not say so: ${message}` };
      return { kind: 'failed', reason: `the SMS gateway cannot be reached: ${message}` };
    }
  }

  close(): void {
    // Each request is by itself.
  }

  private outcomeOf({ status, body }: HttpAnswer): NotificationOutcome {
    const said = body.trim().slice(0, SHOWN_OF_ANSWER);
    const isGood = status >= 200 && status < 300 && body.includes(this.settings.httpSuccess);
    if (isGood) return { kind: 'sent', reference: said === '' ? null : said };
    const reason = `the SMS gateway answered ${status}: ${said || 'nothing'}`;
    const isAboutTheMessage = [400, 404, 413, 422].includes(status);
    return { kind: isAboutTheMessage ? 'refused' : 'failed', reason };
  }
}

function fill(template: string, values: Readonly<Record<string, string>>, encode: (text: string) => string): string {
  return template.replaceAll(/\{(to|text|from|id)\}/g, (_, name: string) => encode(values[name] ?? ''));
}

/** Inside the quotes of a JSON string. */
function jsonText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
