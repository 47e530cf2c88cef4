import { type Secrets, TaplineError } from '@tapline/sdk';
import type { SecretBox } from './secret-box.js';

/** What is sealed begins with whose it is, so that a row put into another add-on's table tells it nothing. */
export function addonSecretsOf(addonId: string, box: Pick<SecretBox, 'seal' | 'open'>): Secrets {
  const mark = `${addonId}\n`;
  return {
    seal: (secret) => box.seal(`${mark}${secret}`),
    open: (sealed) => {
      const text = box.open(sealed);
      if (text.startsWith(mark)) return text.slice(mark.length);
      throw new TaplineError('SECRET_UNREADABLE', 'internal', `this secret was not sealed by the add-on ${addonId}`);
    },
  };
}
