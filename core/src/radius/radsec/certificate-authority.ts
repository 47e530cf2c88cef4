// The one import of @peculiar/x509; it wants the Reflect polyfill that comes with dependency injection.
import '@tapline/sdk/di';
import { randomBytes, webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

cryptoProvider.set(webcrypto as Crypto);

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 7_300;
const CERTIFICATE_DAYS = 3_650;
const SERIAL_OCTETS = 16;

/** A certificate and its private key, both PEM. */
export interface Credential {
  readonly certificate: string;
  readonly key: string;
}

/** Makes an authority of our own, for routers only. */
export async function createAuthority(nowMs: number): Promise<Credential> {
  const keys = await newKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: [{ CN: ['Tapline RadSec'] }],
    keys,
    ...validity(nowMs, AUTHORITY_DAYS),
    serialNumber: newSerial(),
    signingAlgorithm: ALGORITHM,
    extensions: [new BasicConstraintsExtension(true, 0, true), new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true)],
  });
  return { certificate: certificate.toString('pem'), key: await pemOf(keys.privateKey) };
}

/** Issues a certificate for a server or a router with this name. */
export async function issueCertificate(authority: Credential, name: string, nowMs: number): Promise<Credential> {
  const keys = await newKeys();
  const issuer = new X509Certificate(authority.certificate);
  const certificate = await X509CertificateGenerator.create({
    subject: [{ CN: [name] }],
    issuer: issuer.subject,
    publicKey: keys.publicKey,
    signingKey: await importKey(authority.key),
    ...validity(nowMs, CERTIFICATE_DAYS),
    serialNumber: newSerial(),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth, ExtendedKeyUsage.serverAuth]),
      ...(/^[a-z0-9.-]+$/i.test(name) ? [new SubjectAlternativeNameExtension([{ type: 'dns', value: name }])] : []),
    ],
  });
  return { certificate: certificate.toString('pem'), key: await pemOf(keys.privateKey) };
}

function newKeys(): Promise<CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

/** Clocks differ: valid from the day before. */
function validity(nowMs: number, days: number): { readonly notBefore: Date; readonly notAfter: Date } {
  return { notBefore: new Date(nowMs - DAY_MS), notAfter: new Date(nowMs + days * DAY_MS) };
}

function newSerial(): string {
  const octets = randomBytes(SERIAL_OCTETS);
  // Positive, and not shortened by a leading zero (RFC 5280 s4.1.2.2).
  octets[0] = ((octets[0] as number) & 0x7f) | 0x40;
  return octets.toString('hex');
}

async function pemOf(key: CryptoKey): Promise<string> {
  const body = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${body.match(/.{1,64}/g)?.join('\n')}\n-----END PRIVATE KEY-----\n`;
}

function importKey(pem: string): Promise<CryptoKey> {
  const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  return webcrypto.subtle.importKey('pkcs8', der, ALGORITHM, false, ['sign']);
}
