import type { Operation } from '@tapline/sdk';
import { Alert } from '@tapline/sdk/ui';
import { httpPayPalApi } from '../api/http-paypal-api.js';
import { PayPalProblem } from '../api/paypal-problem.js';
import { apiUrlOf, type PayPalSettings } from '../settings.js';

type Environment = PayPalSettings['environment'];

export interface KeyTest {
  readonly isUsable: boolean;
  /** Whose keys they are; null where nobody knows them or says. */
  readonly belongTo: Environment | 'test server' | null;
  readonly message: string;
}

type Answer = 'known' | 'unknown' | { readonly trouble: string };

const TRY_MS = 12_000;

/** Signs in with the keys, in both environments, and says where they are known. */
export function testKeysOperation(settings: PayPalSettings): Operation<Readonly<Record<string, unknown>>, KeyTest> {
  return {
    id: 'test-keys',
    title: 'Test the PayPal keys',
    description:
      'Signs in to PayPal with the client ID and the secret of the settings, and says whether they are keys of the sandbox or live ones.',
    icon: 'plug',
    permission: 'addons.manage',
    isReadOnly: true,
    input: { type: 'object', properties: {}, additionalProperties: false },
    reach: ({ signal }) => testKeys(settings, signal),
    view: ({ isUsable, message }) => <Alert tone={isUsable ? 'good' : 'bad'} title={message} />,
  };
}

async function testKeys(settings: PayPalSettings, signal: AbortSignal): Promise<KeyTest> {
  const { clientId, clientSecret, environment, apiUrl } = settings;
  const no = (message: string): KeyTest => ({ isUsable: false, belongTo: null, message });
  if (clientId === '' || clientSecret === '') return no('Client ID or secret is missing. Set them in the settings first.');
  const limit = AbortSignal.any([signal, AbortSignal.timeout(TRY_MS)]);
  const tryAt = (baseUrl: string): Promise<Answer> => signIn({ baseUrl, clientId, clientSecret }, limit);
  if (apiUrl !== '') {
    const answer = await tryAt(apiUrl);
    if (answer === 'known') return { isUsable: true, belongTo: 'test server', message: `${apiUrl} knows these keys; it is not PayPal.` };
    return no(answer === 'unknown' ? `${apiUrl} does not know these keys.` : answer.trouble);
  }
  const [sandbox, live] = await Promise.all((['sandbox', 'live'] as const).map((one) => tryAt(apiUrlOf({ apiUrl, environment: one }))));
  const belongTo = sandbox === 'known' ? 'sandbox' : live === 'known' ? 'live' : null;
  if (belongTo === environment)
    return { isUsable: true, belongTo, message: `These are ${belongTo} keys, as the settings say. PayPal takes them.` };
  if (belongTo !== null) {
    return {
      isUsable: false,
      belongTo,
      message: `These are ${belongTo} keys, but the settings say ${environment}. Change the environment or the keys.`,
    };
  }
  const trouble = [sandbox, live].find((answer) => typeof answer === 'object');
  if (typeof trouble === 'object') return no(trouble.trouble);
  return no('PayPal knows these keys neither in the sandbox nor live. Copy client ID and secret again from developer.paypal.com.');
}

async function signIn(keys: Parameters<typeof httpPayPalApi>[0], signal: AbortSignal): Promise<Answer> {
  try {
    await httpPayPalApi(keys).signIn(signal);
    return 'known';
  } catch (error) {
    if (error instanceof PayPalProblem && error.kind === 'keys') return 'unknown';
    return { trouble: error instanceof Error ? error.message : String(error) };
  }
}
