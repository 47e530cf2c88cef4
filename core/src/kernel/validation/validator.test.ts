import type { JsonSchema } from '@tapline/sdk';
import { expect } from 'chai';
import { compileValidator } from './validator.js';

const schema: JsonSchema = {
  type: 'object',
  properties: {
    amount: { type: 'string', pattern: '^\\d+ GB$', examples: ['5 GB', '500 MB'] },
    offers: { type: 'array', items: { type: 'string', pattern: '^\\S+ for \\S+$', examples: ['5GB for 10.00'] } },
    key: { type: 'string', pattern: '^[a-z]+$' },
  },
};

describe('what a validator says of text that is badly written', () => {
  const said = (value: unknown): string => {
    try {
      compileValidator(schema, 'TEST_INVALID')(value);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('is how to write it, where its schema has examples', () => {
    expect(said({ amount: '10 gigs' })).to.equal('amount is not written as it should be; write it like 5 GB or 500 MB');
  });

  it('names the item of a list by its text', () => {
    expect(said({ offers: ['5GB for 10.00', '5GB'] })).to.equal(
      'offers.1 "5GB" is not written as it should be; write it like 5GB for 10.00',
    );
  });

  it('is the pattern where there is no example', () => {
    expect(said({ key: 'A' })).to.equal('key must match pattern "^[a-z]+$"');
  });
});
