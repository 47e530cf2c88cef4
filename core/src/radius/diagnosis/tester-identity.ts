import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ATTRIBUTE, type PacketView, readText } from '../codec/index.js';
import type { RouterFacts } from '../server/router-table.js';

const SECRET_OCTETS = 32;

const TESTER_ID = 'tester';

const NAME = 'tapline-test ';
const NONCE_OCTETS = 9;
const NONCE_LENGTH = 12;
const PROOF_LENGTH = 43;
const NAME_LENGTH = NAME.length + NONCE_LENGTH + PROOF_LENGTH;

/** The name that the short log gives to `tapline radius test`. */
export const TESTER_NAME = "Tapline's own test";

/** Where tests of this machine come from: loopback, or the one address that RADIUS listens on. */
export function testerAddress(radiusHost: string): string {
  return radiusHost === '0.0.0.0' || radiusHost.startsWith('127.') ? '127.0.0.1' : radiusHost;
}

/** Where they are sent to. */
export function testTarget(radiusHost: string): string {
  return radiusHost === '0.0.0.0' ? '127.0.0.1' : radiusHost;
}

/**
 * What the tester shares with the server: a random secret in the data directory, readable by its owner only. It is no router's and in no list;
 * a configured router with the same address goes first, and the tester then speaks with that one's secret.
 */
export function testerSecret(dataDirectory: string): string {
  const file = join(resolve(dataDirectory), 'radius-test.secret');
  try {
    writeFileSync(file, randomBytes(SECRET_OCTETS).toString('base64url'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8').trim();
}

/**
 * The NAS-Identifier of a test: by it the server knows the tester also where it speaks as a configured router, and nobody else can say it, since
 * the tester's secret is in it.
 */
export function testerName(dataDirectory: string): string {
  const nonce = randomBytes(NONCE_OCTETS).toString('base64url');
  return NAME + nonce + proofOf(testerSecret(dataDirectory), nonce);
}

/** Tells the tester's requests: they change nothing for the line that they try. */
export class TesterRecognition {
  #secret: string | undefined;

  constructor(private readonly dataDirectory: string) {}

  isTest(packet: PacketView, { id }: { readonly id: string }): boolean {
    if (id === TESTER_ID) return true;
    // Of hardly any router's name: only then it is worth being read.
    if (packet.lengthOf(ATTRIBUTE['NAS-Identifier']) !== NAME_LENGTH) return false;
    const name = readText(packet, ATTRIBUTE['NAS-Identifier']) ?? '';
    if (!name.startsWith(NAME)) return false;
    this.#secret ??= testerSecret(this.dataDirectory);
    const nonce = name.slice(NAME.length, NAME.length + NONCE_LENGTH);
    const proof = Buffer.from(proofOf(this.#secret, nonce));
    const told = Buffer.from(name.slice(NAME.length + NONCE_LENGTH));
    return told.length === proof.length && timingSafeEqual(told, proof);
  }
}

function proofOf(secret: string, nonce: string): string {
  return createHmac('sha256', secret).update(`tapline radius test ${nonce}`).digest('base64url');
}

/** The configured router whose part the tester plays because it cannot be told from it: one with the tester's address that says nothing more of itself. */
export function routerInPlaceOfTester<T extends Pick<RouterFacts, 'address' | 'nasIpAddress' | 'nasIdentifier'>>(
  routers: readonly T[],
  address: string,
): T | undefined {
  return routers.find((router) => router.address === address && router.nasIpAddress === null && router.nasIdentifier === null);
}

/** The routers, with the tester among them unless one is in its place. */
export function withTester(
  routers: readonly RouterFacts[],
  { host, dataDirectory }: { readonly host: string; readonly dataDirectory: string },
): readonly RouterFacts[] {
  const address = testerAddress(host);
  if (routerInPlaceOfTester(routers, address)) return routers;
  return [
    ...routers,
    {
      id: TESTER_ID,
      name: TESTER_NAME,
      address,
      resolvedAddresses: [],
      nasIpAddress: null,
      nasIdentifier: null,
      secret: testerSecret(dataDirectory),
      requireMessageAuthenticator: true,
      learnsMessageAuthenticator: false,
      timeoutMs: null,
      certificateName: null,
    },
  ];
}
