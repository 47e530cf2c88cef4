import { expect } from 'chai';
import { readQuery } from './query-values.js';

const schema = { properties: { page: { type: 'integer' }, follow: { type: 'boolean' }, q: { type: 'string' } } };

describe('a query string', () => {
  it('is read as the types of its schema', () => {
    expect(readQuery(schema, { page: '2', follow: '1', q: '007' })).to.deep.equal({ page: 2, follow: true, q: '007' });
    expect(readQuery(schema, { follow: '' })).to.deep.equal({ follow: true });
    expect(readQuery(schema, { follow: 'false' })).to.deep.equal({ follow: false });
  });

  it('is left as it is where it cannot be read, for the validator to refuse', () => {
    expect(readQuery(schema, { page: 'two', follow: 'maybe', other: 'x' })).to.deep.equal({ page: 'two', follow: 'maybe', other: 'x' });
    expect(readQuery(schema, { page: ['1', '2'] })).to.deep.equal({ page: ['1', '2'] });
  });
});
