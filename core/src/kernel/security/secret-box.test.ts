import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { loadMasterKey, SecretBox } from './secret-box.js';

describe('The secret box', () => {
  const directory = mkdtempSync(join(tmpdir(), 'tapline-key-'));
  after(() => rmSync(directory, { recursive: true, force: true }));

  it('gives back what it sealed, and seals the same text differently each time', () => {
    const box = new SecretBox(randomBytes(32));
    expect(box.open(box.seal('heslo žluť'))).to.equal('heslo žluť');
    expect(box.seal('x')).not.to.equal(box.seal('x'));
  });

  it('refuses what was sealed with another key or changed since', () => {
    const box = new SecretBox(randomBytes(32));
    const sealed = box.seal('secret');
    expect(() => new SecretBox(randomBytes(32)).open(sealed)).to.throw(/master\.key/);
    const bytes = Buffer.from(sealed.slice(3), 'base64');
    bytes[bytes.length - 1] = (bytes.at(-1) as number) ^ 1;
    expect(() => box.open(`v1:${bytes.toString('base64')}`)).to.throw(/cannot be decrypted/);
  });

  it('makes its key once, readable by its owner only', () => {
    const file = join(directory, 'master.key');
    const key = loadMasterKey('', file);
    expect(loadMasterKey('', file)).to.deep.equal(key);
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    expect(loadMasterKey('ab'.repeat(32), file)).to.deep.equal(Buffer.alloc(32, 0xab));
  });

  it('says which folder is missing and what to do, where there is none for its key', () => {
    expect(() => loadMasterKey('', join(directory, 'elsewhere', 'master.key'))).to.throw(
      /no data directory .*elsewhere; start Tapline with it first/,
    );
  });
});
