import type { BankFileContent, TaplineError } from '@tapline/sdk';
import { expect } from 'chai';
import fc from 'fast-check';
import { creditText, octetsOf, statementText } from '../../testing/bank-file-texts.js';
import { ISO20022_READER } from './iso20022-reader.js';

const read = (text: string, encoding: BufferEncoding = 'utf8'): Promise<BankFileContent> =>
  ISO20022_READER.read({ name: 'a.xml', octets: octetsOf(text, encoding) });
const refusal = async (text: string, encoding: BufferEncoding = 'utf8'): Promise<TaplineError> => {
  const error: unknown = await read(text, encoding).catch((cause: unknown) => cause);
  expect(error).to.be.instanceOf(Error);
  return error as TaplineError;
};
const named = (name: string): string => `<TxDtls><RltdPties><Dbtr><Nm>${name}</Nm></Dbtr></RltdPties></TxDtls>`;
const nameIn = ({ statements }: BankFileContent): string | null | undefined => statements[0]?.entries[0]?.details[0]?.debtor.name;

describe('The reader of ISO 20022', () => {
  it('reads every encoding that a file declares or marks', async () => {
    const text = (encoding: string): string =>
      statementText(creditText('1.00', named('Müller')), { head: `<?xml version="1.0" encoding="${encoding}"?>` });
    expect(nameIn(await read(text('ISO-8859-1'), 'latin1'))).to.equal('Müller');
    expect(nameIn(await read(text('UTF-8')))).to.equal('Müller');
    expect(nameIn(await read(`\ufeff${text('UTF-8')}`))).to.equal('Müller');
    expect(nameIn(await read(`\ufeff${text('UTF-16')}`, 'utf16le'))).to.equal('Müller');
    expect(nameIn(await read(text('UTF-16'), 'utf16le'))).to.equal('Müller');
    const polish = Buffer.from(
      statementText(creditText('1.00', named('X')), { head: '<?xml version="1.0" encoding="ISO-8859-2"?>' }),
      'latin1',
    );
    polish[polish.indexOf('<Nm>X') + 4] = 0xb9;
    expect(nameIn(await ISO20022_READER.read({ name: 'a.xml', octets: polish }))).to.equal('š');
  });

  it('refuses what is not in the encoding that it declares, and encodings that nobody knows', async () => {
    const latin = statementText(creditText('1.00', named('Müller')));
    expect((await refusal(latin, 'latin1')).code).to.equal('SEPA_XML_ENCODING');
    expect((await refusal(statementText('', { head: '<?xml version="1.0" encoding="KLINGON"?>' }))).code).to.equal('SEPA_XML_ENCODING');
  });

  it('refuses document types, whatever is in them, and what is nested too deep', async () => {
    const bomb = '<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>';
    expect((await refusal(statementText(creditText('1.00', named('&b;')), { head: bomb }))).code).to.equal('SEPA_XML_DOCTYPE');
    expect((await refusal(statementText('<a>'.repeat(1000)))).code).to.equal('SEPA_XML_TOO_DEEP');
    expect((await refusal(statementText(creditText('1.00', named('x'.repeat(70_000)))))).code).to.equal('SEPA_XML_TOO_DEEP');
  });

  it('refuses what would fill the memory, and reads any number of payments', async () => {
    expect((await refusal(statementText('<a/>'.repeat(100_001)))).code).to.equal('SEPA_XML_TOO_MANY');
    expect((await read(statementText(creditText('1.00').repeat(20_000)))).statements[0]?.entries).to.have.length(20_000);
  });

  it('says on which line a damaged file is damaged, wherever it was cut', async () => {
    const lines = statementText(creditText('1.00', named('Eva'))).replaceAll('><', '>\n<');
    expect((await refusal(lines.replace('</Nm>', '</Name>'))).message).to.match(/^a\.xml, line \d+: .*damaged/);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: lines.length - 1 }), async (at) => {
        expect((await refusal(lines.slice(0, at))).code).to.match(/^SEPA_/);
      }),
      { numRuns: 60 },
    );
  });

  it('decodes what is escaped and put in CDATA, and takes whatever prefix', async () => {
    const text = statementText(creditText('1.00', named('A &amp; <![CDATA[B < C]]> &#382;')));
    expect(nameIn(await read(text))).to.equal('A & B < C ž');
    const prefixed = text
      .replace(' xmlns=', ' xmlns:n=')
      .replace(/<(\/?)(?=[A-Z])/g, '<$1n:')
      .replace('<n:![', '<![');
    expect(nameIn(await read(prefixed.replace('<![n:CDATA', '<![CDATA')))).to.equal('A & B < C ž');
  });

  it('refuses an entry without amount, direction or with parts of a cent, by its line', async () => {
    expect((await refusal(statementText('<Ntry><CdtDbtInd>CRDT</CdtDbtInd></Ntry>'))).message).to.match(
      /line 1 \(Ntry\): the entry has no amount/,
    );
    expect((await refusal(statementText('<Ntry><Amt Ccy="EUR">1.00</Amt></Ntry>'))).code).to.equal('SEPA_FILE_AMOUNT');
    expect((await refusal(statementText(creditText('1.005')))).message).to.match(/"1\.005" is not an amount in EUR/);
    expect((await refusal(statementText(creditText('-1.00')))).code).to.equal('SEPA_FILE_AMOUNT');
    expect((await read(statementText(creditText('1.0500')))).statements[0]?.entries[0]?.amountMinor).to.equal(105);
  });

  it('takes a day that does not exist, which banks count interest by, for none', async () => {
    const impossible = creditText('1.00')
      .replace('2026-11-03', '2026-02-30')
      .replace('<Dt>2026-11-02</Dt>', '<DtTm>2026-11-31T10:00:00</DtTm>');
    const [entry] = (await read(statementText(impossible + creditText('1.00')))).statements[0]?.entries ?? [];
    expect([entry?.bookingDate, entry?.valueDate]).to.deep.equal([null, null]);
  });

  it('tells booked, pending and informational entries apart in both ways of writing', async () => {
    const entries = ['<Sts>BOOK</Sts>', '<Sts><Cd>PDNG</Cd></Sts>', '<Sts>INFO</Sts>', ''].map((status) =>
      creditText('1.00', '', { status }),
    );
    const { statements } = await read(statementText(entries.join('')));
    expect(statements[0]?.entries.map(({ status }) => status)).to.deep.equal(['booked', 'pending', 'information', 'booked']);
  });

  it('reads several returns in one entry, each with its amount, mandate, reason and fee', async () => {
    const back = (amount: string, mandate: string, code: string): string =>
      `<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId><MndtId>${mandate}</MndtId></Refs><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>DBIT</CdtDbtInd><AmtDtls><InstdAmt><Amt Ccy="EUR">50.00</Amt></InstdAmt></AmtDtls><Chrgs><Rcrd><Amt Ccy="EUR">3.00</Amt><CdtDbtInd>DBIT</CdtDbtInd></Rcrd></Chrgs><RtrInf><Rsn><Cd>${code}</Cd></Rsn><AddtlInf>no</AddtlInf><AddtlInf>money</AddtlInf></RtrInf></TxDtls>`;
    const { statements } = await read(
      statementText(creditText('106.00', back('53.00', 'A', 'AM04') + back('53.00', 'B', 'MS03')).replace('CRDT', 'DBIT')),
    );
    expect(
      statements[0]?.entries[0]?.details.map(({ amountMinor, instructedMinor, feeMinor, references, returned }) => [
        amountMinor,
        instructedMinor,
        feeMinor,
        references.endToEndId,
        references.mandateId,
        returned,
      ]),
    ).to.deep.equal([
      [5300, 5000, 300, null, 'A', { code: 'AM04', proprietary: null, text: 'no money' }],
      [5300, 5000, 300, null, 'B', { code: 'MS03', proprietary: null, text: 'no money' }],
    ]);
  });

  it('reads a group that is rejected without naming payments, and payments of the first versions without a group', async () => {
    const report = (body: string): string =>
      `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt><GrpHdr><MsgId>R1</MsgId></GrpHdr>${body}</CstmrPmtStsRpt></Document>`;
    const whole =
      '<OrgnlGrpInfAndSts><OrgnlMsgId>M1</OrgnlMsgId><GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>AM10</Cd></Rsn></StsRsnInf></OrgnlGrpInfAndSts>';
    expect((await read(report(whole))).statusReports[0]).to.deep.include({ originalMessageId: 'M1', status: 'rejected', groups: [] });
    const one = '<TxInfAndSts><OrgnlEndToEndId>E1</OrgnlEndToEndId><TxSts>RJCT</TxSts></TxInfAndSts>';
    const [group] = (await read(report(one))).statusReports[0]?.groups ?? [];
    expect(group?.transactions.map(({ originalEndToEndId, status }) => [originalEndToEndId, status])).to.deep.equal([['E1', 'rejected']]);
  });

  it('warns of what is odd and reads it: an unknown version, a balance that does not come out, parts that do not add up', async () => {
    const balance = (type: string, amount: string): string =>
      `<Bal><Tp><CdOrPrtry><Cd>${type}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>`;
    const part = '<TxDtls><Amt Ccy="EUR">1.00</Amt></TxDtls>';
    const entries = balance('OPBD', '10.00') + balance('CLBD', '20.00') + creditText('3.00', part + part);
    const { warnings } = await read(statementText(entries, { namespace: 'urn:iso:std:iso:20022:tech:xsd:camt.053.001.99' }));
    expect(warnings.join('\n')).to.match(/version.*not known.*\n.*not the sum of its parts\n.*closing balance/);
    const sound = balance('OPBD', '10.00') + balance('CLBD', '13.00') + creditText('3.00');
    const withoutSchema = { namespace: 'urn:iso:std:iso:20022:tech:xsd:camt.053.001.12' };
    expect((await read(statementText(sound, withoutSchema))).warnings).to.deep.equal([]);
    expect((await read(statementText(sound))).warnings.join('\n')).to.match(
      /^(line 1 is not as the schema camt\.053\.001\.08 wants it: .*\n?)+$/,
    );
  });

  it('says what a file is that is for the bank, or no message at all', async () => {
    expect(
      (await refusal('<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.008.001.08"><CstmrDrctDbtInitn/></Document>')).message,
    ).to.match(/direct debits \(pain\.008\), which is for the bank/);
    expect((await refusal('<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.008.001.08"/>')).code).to.equal('SEPA_FILE_KIND');
    expect((await refusal('<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt/></Document>')).code).to.equal(
      'SEPA_FILE_EMPTY',
    );
  });
});
