import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';

/** What RouterOS before 6.43 wants to hear for its challenge: 00 and the MD5 of 00, the password and the challenge. */
export function challengeResponse(password: string, challengeHex: string): string {
  const digest = createHash('md5').update(Buffer.of(0)).update(password, 'utf8').update(Buffer.from(challengeHex, 'hex')).digest('hex');
  return `00${digest}`;
}
