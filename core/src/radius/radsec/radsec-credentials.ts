import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { TaplineError } from '@tapline/sdk';
import type { Configuration } from '../../kernel/config/configuration.js';
import { type Credential, createAuthority, issueCertificate } from './certificate-authority.js';

/** What the server shows, and whom it believes; PEM. */
export interface RadsecCredentials extends Credential {
  readonly authority: string;
}

const OWNER_ONLY = 0o600;

/** The configured files, else those of our own authority in the data directory. Throws `RADSEC_CERTIFICATE_UNREADABLE`. */
export async function loadRadsecCredentials({ dataDirectory, radius }: Configuration): Promise<RadsecCredentials> {
  const { radsecCertificate, radsecKey, radsecAuthority } = radius;
  try {
    if (radsecCertificate !== '') {
      return { certificate: await text(radsecCertificate), key: await text(radsecKey), authority: await text(radsecAuthority) };
    }
    const authority = await ownAuthority(dataDirectory);
    const server = await kept(dataDirectory, 'server', () => issueCertificate(authority, hostname(), Date.now()));
    return { ...server, authority: authority.certificate };
  } catch (cause) {
    throw new TaplineError(
      'RADSEC_CERTIFICATE_UNREADABLE',
      'unavailable',
      `the RadSec certificates cannot be read (${(cause as Error).message}); correct radius.radsecCertificate, radius.radsecKey and radius.radsecAuthority, or empty all three`,
      { cause, field: 'radius.radsecCertificate' },
    );
  }
}

/** A certificate for a router, with the authority's that it has to believe; its key is kept nowhere here. */
export async function issueRouterCertificate(dataDirectory: string, name: string): Promise<RadsecCredentials> {
  const authority = await ownAuthority(dataDirectory);
  return { ...(await issueCertificate(authority, name, Date.now())), authority: authority.certificate };
}

function ownAuthority(dataDirectory: string): Promise<Credential> {
  return kept(dataDirectory, 'authority', () => createAuthority(Date.now()));
}

/** Reads a certificate with its key, or makes it once; the key comes last, so that there is never a certificate without one. */
async function kept(dataDirectory: string, name: string, make: () => Promise<Credential>): Promise<Credential> {
  const folder = join(resolve(dataDirectory), 'radsec');
  const [certificateFile, keyFile] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
  try {
    return { key: await text(keyFile), certificate: await text(certificateFile) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const made = await make();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(`${keyFile}.draft`, made.key, { mode: OWNER_ONLY });
  await writeFile(certificateFile, made.certificate, { mode: OWNER_ONLY });
  await rename(`${keyFile}.draft`, keyFile);
  return made;
}

function text(file: string): Promise<string> {
  return readFile(file, 'utf8');
}
