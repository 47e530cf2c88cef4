import { expect } from 'chai';
import { databaseErrorKind, explainDatabaseError } from './database-error.js';

const failure = (message: string, fields: object): Error => Object.assign(new Error(message), fields);

describe('An error of the database', () => {
  for (const code of ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENOTFOUND', 'EAI_AGAIN']) {
    it(`says by ${code} that there is nobody to talk to`, () => {
      const error = failure(`connect ${code} db.example:3306`, { code, errno: -113, fatal: true });
      expect(explainDatabaseError(error)).to.include({ code: 'DATABASE_UNREACHABLE', kind: 'unavailable' });
    });
  }

  it('says that there is nobody to talk to where the driver has closed the connection by itself', () => {
    const message = "select 1 - Can't add new command when connection is in closed state";
    expect(databaseErrorKind(failure(message, { fatal: true }))).to.equal('unreachable');
  });

  it('is its own where a statement is wrong', () => {
    expect(databaseErrorKind(failure('no such column', { code: 'ER_BAD_FIELD_ERROR', fatal: false }))).to.equal('other');
    expect(databaseErrorKind(failure('wrong password', { code: 'ER_ACCESS_DENIED_ERROR', fatal: true }))).to.equal('other');
  });
});
