import { randomBytes } from 'node:crypto';
import type { JsonSchema } from '@tapline/sdk';
import { expect } from 'chai';
import { SecretBox } from '../security/secret-box.js';
import { AddonSettings, SECRET_PLACEHOLDER } from './addon-config.js';
import { thrownCode } from './fixtures/thrown-code.js';

const SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    url: { type: 'string', default: 'https://bank.example' },
    login: {
      type: 'object',
      properties: { user: { type: 'string' }, password: { type: 'string', 'x-widget': 'secret' } },
      required: ['user', 'password'],
      additionalProperties: false,
    },
  },
  required: ['login'],
  additionalProperties: false,
};
const ENTERED = { login: { user: 'ada', password: 'sesame' } };

describe('The settings of an add-on', () => {
  const secretBox = new SecretBox(randomBytes(32));
  const settings = new AddonSettings(SCHEMA, secretBox);

  const codeOf = (schema: unknown): string => thrownCode(() => new AddonSettings(schema as JsonSchema, secretBox));

  it('are stored with their secrets sealed, and opened for the add-on', () => {
    const stored = settings.seal(ENTERED, {});
    expect(JSON.stringify(stored)).not.to.contain('sesame');
    expect(settings.open(stored)).to.deep.equal({ url: 'https://bank.example', ...ENTERED });
  });

  it('are shown without their secrets', () => {
    const shown = settings.redact(settings.seal(ENTERED, {}));
    expect(shown).to.deep.equal({ url: 'https://bank.example', login: { user: 'ada', password: SECRET_PLACEHOLDER } });
  });

  it('keep a secret that comes back as it was shown', () => {
    const stored = settings.seal(ENTERED, {});
    const changed = settings.seal({ login: { user: 'bob', password: SECRET_PLACEHOLDER } }, stored);
    expect(settings.open(changed)).to.deep.include({ login: { user: 'bob', password: 'sesame' } });
  });

  it('take a secret that is entered anew where the kept one cannot be opened any more, and name one that was left', () => {
    const stored = new AddonSettings(SCHEMA, new SecretBox(randomBytes(32))).seal(ENTERED, {});
    expect(settings.open(settings.seal(ENTERED, stored))).to.deep.include(ENTERED);
    try {
      settings.seal({ login: { user: 'bob', password: SECRET_PLACEHOLDER } }, stored);
      expect.fail('it did not throw');
    } catch (error) {
      expect(error).to.include({ code: 'ADDON_CONFIG_INVALID', field: 'login.password' });
      expect((error as Error).message).to.equal('login.password was sealed with another key and cannot be opened; enter it anew');
    }
  });

  it('are refused with the field that is wrong', () => {
    try {
      settings.seal({ login: { user: 'ada' } }, {});
      expect.fail('it did not throw');
    } catch (error) {
      expect(error).to.include({ code: 'ADDON_CONFIG_INVALID', field: 'login.password' });
    }
  });

  it('know whether the add-on can run without them', () => {
    expect(settings.areOptional).to.equal(false);
    expect(new AddonSettings(undefined, secretBox).areOptional).to.equal(true);
  });

  it('cannot be described by a schema that is wrong', () => {
    expect(codeOf({ type: 'object', properties: { a: { type: 'word' } } })).to.equal('ADDON_CONFIG_SCHEMA_INVALID');
    expect(codeOf({ type: 'string' })).to.equal('ADDON_CONFIG_SCHEMA_INVALID');
  });
});
