import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createToken, TaplineError } from '@tapline/sdk';

const VERSION = 'v1';
const NONCE_OCTETS = 12;
const TAG_OCTETS = 16;
const DERIVED_KEY_OCTETS = 32;

/** Encrypts what must be read again (service passwords, router secrets): AES-256-GCM with the installation's master key. */
export class SecretBox {
  constructor(private readonly key: Buffer) {}

  /** A key for one more purpose, which tells nothing of the master key. */
  deriveKey(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.key, '', purpose, DERIVED_KEY_OCTETS));
  }

  seal(plain: string): string {
    const nonce = randomBytes(NONCE_OCTETS);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce);
    const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return `${VERSION}:${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64')}`;
  }

  /** Throws `SECRET_UNREADABLE` when it was sealed with another key or was changed since. */
  open(sealed: string): string {
    try {
      const [version, data] = sealed.split(':');
      if (version !== VERSION || data === undefined) throw new Error('it is of another version');
      const bytes = Buffer.from(data, 'base64');
      const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, NONCE_OCTETS));
      decipher.setAuthTag(bytes.subarray(NONCE_OCTETS, NONCE_OCTETS + TAG_OCTETS));
      return Buffer.concat([decipher.update(bytes.subarray(NONCE_OCTETS + TAG_OCTETS)), decipher.final()]).toString('utf8');
    } catch (cause) {
      throw new TaplineError(
        'SECRET_UNREADABLE',
        'internal',
        'a stored secret cannot be decrypted; is master.key (or security.masterKey) the one of this database?',
        { cause },
      );
    }
  }
}

export const SECRET_BOX = createToken<SecretBox>('core.secret-box');

/**
 * The configured key, or the one in the file, which is made on the first start and readable by its owner only. Throws `DATA_DIRECTORY_MISSING` where the
 * file's folder is not there: `tapline start` makes it, and whoever else needs the key has named another one than the server's.
 */
export function loadMasterKey(configuredHex: string, file: string): Buffer {
  if (configuredHex !== '') return Buffer.from(configuredHex, 'hex');
  try {
    return Buffer.from(readFileSync(file, 'utf8').trim(), 'hex');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    const key = randomBytes(32);
    try {
      writeFileSync(file, `${key.toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
      chmodSync(file, 0o600);
      return key;
    } catch (error) {
      // Another process of the same start was faster.
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return Buffer.from(readFileSync(file, 'utf8').trim(), 'hex');
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        throw new TaplineError(
          'DATA_DIRECTORY_MISSING',
          'invalid',
          `there is no data directory ${dirname(file)}; start Tapline with it first ("tapline start" makes it), or name the one that the server uses (dataDirectory)`,
          { cause: error },
        );
      }
      throw error;
    }
  }
}
