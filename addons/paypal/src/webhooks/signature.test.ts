import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { Certificates } from './certificates.js';
import { transmissionOf, type Verdict, verifySignature } from './signature.js';

interface Vector {
  readonly name: string;
  readonly expect: 'accept' | 'accept-once' | 'reject';
  readonly why: string;
  readonly webhook_id: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly cert_served: string;
  readonly raw_body_base64: string;
}

const FIXTURES = new URL('../../fixtures/webhooks/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, FIXTURES), 'utf8');
const VECTORS = JSON.parse(read('vectors.json')) as readonly Vector[];
const NOW_MS = Date.parse('2026-11-30T12:00:00Z');

describe('The signature of a message of PayPal’s', () => {
  async function verdictOn(vector: Vector, fetched: string[] = [], nowMs = NOW_MS): Promise<Verdict> {
    const served = (url: string): Promise<string> => {
      fetched.push(url);
      return Promise.resolve(read(`certs/${vector.cert_served}`));
    };
    const transmission = transmissionOf(vector.headers);
    if (!transmission) return { kind: 'forged', reason: 'a header is missing' };
    return verifySignature(
      { transmission, webhookId: vector.webhook_id, body: Buffer.from(vector.raw_body_base64, 'base64') },
      { certificates: new Certificates(served, [read('certs/root.pem')]), nowMs, signal: new AbortController().signal },
    );
  }

  it('is looked at in all the vectors that there are', () => {
    expect(VECTORS).to.have.length(23);
    expect(VECTORS.filter((vector) => vector.expect === 'reject')).to.have.length(13);
  });

  for (const vector of VECTORS) {
    const isGood = vector.expect !== 'reject';
    it(`is ${isGood ? 'believed' : 'refused'}: ${vector.name}, ${vector.why}`, async () => {
      expect((await verdictOn(vector)).kind).to.equal(isGood ? 'genuine' : 'forged');
    });
  }

  it('fetches nothing from addresses that are not PayPal’s', async () => {
    for (const vector of VECTORS.filter(({ name }) => name.endsWith('-cert-url'))) {
      const fetched: string[] = [];
      await verdictOn(vector, fetched);
      expect(fetched, vector.name).to.deep.equal([]);
    }
  });

  it('is not believed by a certificate that is out of date, nor by the roots of this machine for a test’s own', async () => {
    const [good] = VECTORS as [Vector];
    expect(await verdictOn(good, [], Date.parse('2026-11-20T00:00:00Z'))).to.include({ reason: 'its certificate is out of date' });
    const certificates = new Certificates(() => Promise.resolve(read('certs/good.pem')));
    const found = await certificates.find(good.headers['paypal-cert-url'] ?? '', NOW_MS, new AbortController().signal);
    expect(found.kind).to.equal('untrusted');
  });

  it('cannot be told where its certificate comes without the one above it', async () => {
    const [leaf = ''] = /-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/.exec(read('certs/good.pem')) ?? [];
    const certificates = new Certificates(() => Promise.resolve(leaf), []);
    const found = await certificates.find(VECTORS[0]?.headers['paypal-cert-url'] ?? '', NOW_MS, new AbortController().signal);
    expect(found.kind).to.equal('unknown');
  });

  it('cannot be told while its certificate cannot be fetched, and a certificate is fetched once', async () => {
    const url = VECTORS[0]?.headers['paypal-cert-url'] ?? '';
    let fetched = 0;
    const certificates = new Certificates(() => {
      if (++fetched === 1) return Promise.reject(new Error('away'));
      return Promise.resolve(read('certs/good.pem'));
    }, [read('certs/root.pem')]);
    const find = (): ReturnType<Certificates['find']> => certificates.find(url, NOW_MS, new AbortController().signal);
    const kinds = [(await find()).kind, (await find()).kind, (await find()).kind];
    expect([kinds, fetched]).to.deep.equal([['unknown', 'trusted', 'trusted'], 2]);
  });
});
