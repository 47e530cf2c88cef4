import { expect } from 'chai';
import { octetsOf } from '../../testing/bank-file-texts.js';
import { schemaWarnings } from './schema-check.js';

const NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:camt.054.001.08';
const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';

interface Writing {
  readonly head?: string;
  readonly encoding?: BufferEncoding;
  readonly namespace?: string;
}

const note = (inNotification: string, { head = HEAD, encoding = 'utf8', namespace = NAMESPACE }: Writing = {}) => {
  const text = `${head}<Document xmlns="${namespace}">
<BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-02T10:00:00</CreDtTm></GrpHdr>
<Ntfctn><Id>N1</Id><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Nm>Müller</Nm></Acct>
${inNotification}
</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>`;
  return { name: 'a.xml', octets: octetsOf(text, encoding) };
};
const warnings = (inNotification: string, writing: Writing = {}) =>
  schemaWarnings(note(inNotification, writing), writing.namespace ?? NAMESPACE);

describe('What a bank file has against the schema of its version', () => {
  it('is nothing where it is as the schema wants it, whatever it is encoded in', async () => {
    expect(await warnings('')).to.deep.equal([]);
    expect(await warnings('', { head: '<?xml version="1.0" encoding="ISO-8859-1"?>\n', encoding: 'latin1' })).to.deep.equal([]);
    expect(await warnings('', { head: '' })).to.deep.equal([]);
  });

  it('is said with the line, in words without namespaces', async () => {
    expect(await warnings('<Ntry><Amt Ccy="EUR">1.00</Amt></Ntry>')).to.deep.equal([
      "line 5 is not as the schema camt.054.001.08 wants it: Element 'Ntry': Missing child element(s). Expected is ( CdtDbtInd ).",
    ]);
    const [second] = await warnings('<Wrong/>', { head: '<?xml version="1.0"\n  encoding="UTF-8"?>\n' });
    expect(second).to.match(/^line 6 .*Element 'Wrong': This element is not expected/);
  });

  it('is the first five places, and how many more there are', async () => {
    const many = await warnings('<Ntry><Amt Ccy="EUR">1.00</Amt></Ntry>\n'.repeat(12));
    expect(many).to.have.length(6);
    expect(many.at(-1)).to.equal('7 more places are not as the schema camt.054.001.08 wants them');
  });

  it('is not looked for in a version whose schema is not here, in names that lead elsewhere, and in what is over 16 MiB', async () => {
    for (const version of ['camt.054.001.13', '../schemas/camt.054.001.08', '']) {
      expect(await warnings('<Wrong/>', { namespace: `urn:iso:std:iso:20022:tech:xsd:${version}` }), version).to.deep.equal([]);
    }
    expect(await warnings(`<Wrong/>${' '.repeat(16 * 1024 * 1024)}`)).to.deep.equal([]);
  });

  it('is found for several files at once', async () => {
    const found = await Promise.all(['', '<Wrong/>', '', '<Wrong/>'].map((content) => warnings(content)));
    expect(found.map(({ length }) => length)).to.deep.equal([0, 1, 0, 1]);
  });

  it('is not known, and hinders nothing, where libxml2 cannot read what it is given; the next file is looked at', async () => {
    expect(await schemaWarnings({ name: 'a.xml', octets: octetsOf('<Document><unclosed></Document>') }, NAMESPACE)).to.deep.equal([
      'whether it is as the schema camt.054.001.08 wants it could not be found out',
    ]);
    expect(await warnings('')).to.deep.equal([]);
  });
});
