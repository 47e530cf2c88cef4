import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';

const HOSTS = new Set(['api.paypal.com', 'api-m.paypal.com', 'api.sandbox.paypal.com', 'api-m.sandbox.paypal.com']);
const CERTIFICATES_PATH = '/v1/notifications/certs/';
const FETCH_MS = 5000;
const LARGEST = 64_000;
const MOST_KEPT = 20;
const LONGEST_CHAIN = 5;

export type CertificateFetch = (url: string, signal: AbortSignal) => Promise<string>;

export type FoundCertificate =
  | { readonly kind: 'trusted'; readonly certificate: X509Certificate }
  | { readonly kind: 'untrusted'; readonly reason: string }
  /** It could not be fetched now, or came without its chain. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** PayPal's certificates for webhooks: from PayPal's hosts only, with a chain to a root that Node.js trusts. */
export class Certificates {
  readonly #kept = new Map<string, X509Certificate>();
  readonly #roots: readonly string[];

  constructor(
    private readonly fetchText: CertificateFetch = fetchCertificate,
    roots: readonly string[] = rootCertificates,
  ) {
    this.#roots = roots;
  }

  async find(url: string, nowMs: number, signal: AbortSignal): Promise<FoundCertificate> {
    if (!isPayPalAddress(url)) return { kind: 'untrusted', reason: 'its certificate is not at an address of PayPal’s' };
    const kept = this.#kept.get(url);
    if (kept && isInTime(kept, nowMs)) return { kind: 'trusted', certificate: kept };
    let text: string;
    try {
      text = await this.fetchText(url, signal);
    } catch (error) {
      return { kind: 'unknown', reason: `its certificate cannot be fetched: ${(error as Error).message}` };
    }
    const found = this.judge(text, nowMs);
    if (found.kind === 'trusted') this.keep(url, found.certificate);
    return found;
  }

  private judge(text: string, nowMs: number): FoundCertificate {
    let chain: readonly X509Certificate[];
    try {
      chain = (text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map((pem) => new X509Certificate(pem));
    } catch {
      return { kind: 'untrusted', reason: 'its certificate cannot be read' };
    }
    const [leaf, ...others] = chain;
    if (!leaf) return { kind: 'untrusted', reason: 'there is no certificate at its address' };
    if (!isInTime(leaf, nowMs)) return { kind: 'untrusted', reason: 'its certificate is out of date' };
    if (!isNamedPayPal(leaf)) return { kind: 'untrusted', reason: 'its certificate is not PayPal’s' };
    if (this.leadsToRoot(leaf, others, nowMs)) return { kind: 'trusted', certificate: leaf };
    if (others.length === 0) return { kind: 'unknown', reason: 'its certificate came without those that lead to a root' };
    return { kind: 'untrusted', reason: 'its certificate is signed by nobody who is trusted' };
  }

  /** Up through what was sent with it, to one of the roots; certificates of roots that were sent count for nothing. */
  private leadsToRoot(leaf: X509Certificate, others: readonly X509Certificate[], nowMs: number): boolean {
    let current = leaf;
    for (let length = 0; length < LONGEST_CHAIN; length++) {
      const child = current;
      const isIssuer = (issuer: X509Certificate): boolean =>
        issuer.ca && isInTime(issuer, nowMs) && child.checkIssued(issuer) && child.verify(issuer.publicKey);
      for (const pem of this.#roots) if (isIssuer(new X509Certificate(pem))) return true;
      const next = others.find((other) => other.fingerprint256 !== child.fingerprint256 && isIssuer(other));
      if (!next) return false;
      current = next;
    }
    return false;
  }

  private keep(url: string, certificate: X509Certificate): void {
    if (this.#kept.size >= MOST_KEPT) this.#kept.clear();
    this.#kept.set(url, certificate);
  }
}

function isPayPalAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, port, username, password, pathname } = new URL(text);
  const isOfHost = protocol === 'https:' && HOSTS.has(hostname) && port === '' && username === '' && password === '';
  return isOfHost && pathname.startsWith(CERTIFICATES_PATH);
}

function isNamedPayPal(certificate: X509Certificate): boolean {
  const names = (certificate.subjectAltName ?? '').split(', ').map((name) => name.replace(/^DNS:/, ''));
  const common = /^CN=(.+)$/m.exec(certificate.subject)?.[1] ?? '';
  return [...names, common].some((name) => /^([a-z0-9-]+\.)+paypal\.com$/i.test(name));
}

function isInTime({ validFrom, validTo }: X509Certificate, nowMs: number): boolean {
  return Date.parse(validFrom) <= nowMs && nowMs <= Date.parse(validTo);
}

async function fetchCertificate(url: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.any([signal, AbortSignal.timeout(FETCH_MS)]) });
  if (!response.ok) throw new Error(`it answered ${response.status}`);
  const text = await response.text();
  if (text.length > LARGEST) throw new Error('it is too large');
  return text;
}
