import { verify } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Certificates } from './certificates.js';

/** The headers by which PayPal signs. */
export interface Transmission {
  readonly id: string;
  readonly time: string;
  readonly signature: string;
  readonly algorithm: string;
  readonly certificateUrl: string;
}

export type Verdict =
  | { readonly kind: 'genuine' }
  | { readonly kind: 'forged'; readonly reason: string }
  /** It cannot be told here: PayPal is to be asked. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** `undefined` where one is missing. */
export function transmissionOf(headers: Readonly<Record<string, string>>): Transmission | undefined {
  const named = (name: string): string => headers[`paypal-${name}`] ?? '';
  const transmission = {
    id: named('transmission-id'),
    time: named('transmission-time'),
    signature: named('transmission-sig'),
    algorithm: named('auth-algo'),
    certificateUrl: named('cert-url'),
  };
  return Object.values(transmission).every((value) => value !== '' && value.length <= 4000) ? transmission : undefined;
}

/**
 * Whether PayPal has signed these octets for this webhook: RSA-SHA256 over `transmission id|time|webhook id|CRC32 of the body, unsigned and decimal`.
 * Source: "Integrate webhooks, self verification" of PayPal's REST guides.
 */
export async function verifySignature(
  message: { readonly transmission: Transmission; readonly webhookId: string; readonly body: Uint8Array },
  context: { readonly certificates: Certificates; readonly nowMs: number; readonly signal: AbortSignal },
): Promise<Verdict> {
  const { transmission, webhookId, body } = message;
  if (transmission.algorithm !== 'SHA256withRSA') return { kind: 'forged', reason: `it is signed by ${transmission.algorithm}` };
  const found = await context.certificates.find(transmission.certificateUrl, context.nowMs, context.signal);
  if (found.kind === 'untrusted') return { kind: 'forged', reason: found.reason };
  if (found.kind === 'unknown') return found;
  const signed = Buffer.from(`${transmission.id}|${transmission.time}|${webhookId}|${crc32(body)}`);
  const isGenuine = verify('RSA-SHA256', signed, found.certificate.publicKey, Buffer.from(transmission.signature, 'base64'));
  return isGenuine ? { kind: 'genuine' } : { kind: 'forged', reason: 'its signature is not of this message and this webhook' };
}
