import { invalid } from '@tapline/sdk';
import { type HmacKey, prepareHmacKey } from './md5.js';

const MAX_SECRET_LENGTH = 1024;

/** The secret that a router shares with the server (RFC 2865 s3), with what can be computed from it once. */
export interface RouterSecret {
  readonly bytes: Buffer;
  readonly hmacKey: HmacKey;
}

/** Done once per router. Refuses an empty secret (RFC 2865 s3) and one of more than 1024 octets. */
export function prepareSecret(bytes: Uint8Array): RouterSecret {
  if (bytes.length === 0 || bytes.length > MAX_SECRET_LENGTH) {
    throw invalid(
      'RADIUS_SECRET_LENGTH',
      `a RADIUS secret has 1 to ${MAX_SECRET_LENGTH} octets and this one has ${bytes.length}`,
      'secret',
    );
  }
  return { bytes: Buffer.from(bytes), hmacKey: prepareHmacKey(bytes) };
}
