/** One collection of a file that the bank was given, read without any of the product's code. */
export interface Ordered {
  readonly messageId: string;
  readonly blockId: string;
  readonly endToEndId: string;
  readonly mandateId: string;
  readonly amount: string;
}

const ACCOUNT = 'DE89370400440532013000';
let numbers = 0;

/** What the bank makes of a file of direct debits. */
export function ordersIn(pain008: string): readonly Ordered[] {
  const one = (text: string, name: string): string => new RegExp(`<${name}(?: [^>]*)?>([^<]*)</${name}>`).exec(text)?.[1] ?? '';
  return [...pain008.matchAll(/<PmtInf>.*?<\/PmtInf>/gs)].flatMap(([block]) =>
    [...block.matchAll(/<DrctDbtTxInf>.*?<\/DrctDbtTxInf>/gs)].map(([order]) => ({
      messageId: one(pain008, 'MsgId'),
      blockId: one(block, 'PmtInfId'),
      endToEndId: one(order, 'EndToEndId'),
      mandateId: one(order, 'MndtId'),
      amount: one(order, 'InstdAmt'),
    })),
  );
}

/** pain.002: what is rejected, one by one. */
export function rejections(orders: readonly Ordered[], code: string): string {
  const [first] = orders;
  const each = orders.map(
    ({ endToEndId }) =>
      `<TxInfAndSts><OrgnlEndToEndId>${endToEndId}</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>${code}</Cd></Rsn></StsRsnInf></TxInfAndSts>`,
  );
  return `<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><MsgId>R${++numbers}</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>${first?.messageId ?? ''}</OrgnlMsgId></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>${first?.blockId ?? ''}</OrgnlPmtInfId>${each.join('')}</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`;
}

/** pain.002: payments are rejected that the bank does not name, but for what it says of their mandate and amount. */
export function rejectedNameless(
  { messageId, blockId }: Pick<Ordered, 'messageId' | 'blockId'>,
  payments: readonly Partial<Pick<Ordered, 'mandateId' | 'amount'>>[],
  code: string,
): string {
  const each = payments.map(({ mandateId, amount }) => {
    const ordered = amount === undefined ? '' : `<Amt><InstdAmt Ccy="EUR">${amount}</InstdAmt></Amt>`;
    const mandate = mandateId === undefined ? '' : `<MndtRltdInf><MndtId>${mandateId}</MndtId></MndtRltdInf>`;
    return `<TxInfAndSts><OrgnlEndToEndId>NOTPROVIDED</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>${code}</Cd></Rsn></StsRsnInf><OrgnlTxRef>${ordered}${mandate}</OrgnlTxRef></TxInfAndSts>`;
  });
  return `<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><MsgId>R${++numbers}</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>${messageId}</OrgnlMsgId></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>${blockId}</OrgnlPmtInfId>${each.join('')}</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`;
}

/** pain.002: the whole file is accepted or rejected. */
export function wholeFile(messageId: string, status: 'ACCP' | 'RJCT', code = 'AM10'): string {
  const reason = status === 'RJCT' ? `<StsRsnInf><Rsn><Cd>${code}</Cd></Rsn></StsRsnInf>` : '';
  return `<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt><GrpHdr><MsgId>R${++numbers}</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>${messageId}</OrgnlMsgId><GrpSts>${status}</GrpSts>${reason}</OrgnlGrpInfAndSts></CstmrPmtStsRpt></Document>`;
}

/** pain.002: a file or a block of it is rejected, and only what was wrong in it is listed, without a word of its own. */
export function rejectedWhole(part: 'file' | 'block', listed: Ordered, code: string): string {
  const status = (name: string): string => `<${name}>RJCT</${name}>`;
  const why = `<StsRsnInf><Rsn><Cd>${code}</Cd></Rsn></StsRsnInf>`;
  const one = `<TxInfAndSts><OrgnlEndToEndId>${listed.endToEndId}</OrgnlEndToEndId>${why}</TxInfAndSts>`;
  const block = `<OrgnlPmtInfAndSts><OrgnlPmtInfId>${listed.blockId}</OrgnlPmtInfId>${part === 'block' ? status('PmtInfSts') : ''}${one}</OrgnlPmtInfAndSts>`;
  const file = `<OrgnlGrpInfAndSts><OrgnlMsgId>${listed.messageId}</OrgnlMsgId>${part === 'file' ? status('GrpSts') : ''}</OrgnlGrpInfAndSts>`;
  return `<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><MsgId>R${++numbers}</MsgId></GrpHdr>${file}${block}</CstmrPmtStsRpt></Document>`;
}

/** pain.002: a block is rejected, and each of its payments is listed as rejected with it, without a reason of its own. */
export function rejectedBlock(orders: readonly Ordered[], code: string): string {
  const [first] = orders;
  const each = orders.map(
    ({ endToEndId }) => `<TxInfAndSts><OrgnlEndToEndId>${endToEndId}</OrgnlEndToEndId><TxSts>RJCT</TxSts></TxInfAndSts>`,
  );
  const why = `<PmtInfSts>RJCT</PmtInfSts><StsRsnInf><Rsn><Cd>${code}</Cd></Rsn></StsRsnInf>`;
  return `<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><MsgId>R${++numbers}</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>${first?.messageId ?? ''}</OrgnlMsgId></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>${first?.blockId ?? ''}</OrgnlPmtInfId>${why}${each.join('')}</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`;
}

interface EntryOptions {
  readonly day: string;
  readonly reference?: string;
  readonly status?: string;
}

/** One amount for a block of collections, as banks book with `BtchBookg`. */
export function batchCredit(orders: readonly Ordered[], { day, reference = '' }: EntryOptions): string {
  const sum = orders.reduce((all, { amount }) => all + Number(amount.replace('.', '')), 0);
  const amount = `${String(sum).slice(0, -2)}.${String(sum).slice(-2)}`;
  const batch = `<Btch><PmtInfId>${orders[0]?.blockId ?? ''}</PmtInfId><NbOfTxs>${orders.length}</NbOfTxs></Btch>`;
  return entry('CRDT', amount, bankCode('IDDT', 'ESDD'), `<NtryDtls>${batch}</NtryDtls>`, { day, reference });
}

/** Collections that go back in one entry; `fee` is in each amount. */
export function returns(
  orders: readonly Ordered[],
  reason: string,
  { day, reference = '', fee = 0 }: EntryOptions & { readonly fee?: number },
): string {
  const whole = (amount: string): string => (Number(amount) + fee).toFixed(2);
  const details = orders.map(({ endToEndId, mandateId, amount }) => {
    const charges = fee > 0 ? `<Chrgs><Rcrd><Amt Ccy="EUR">${fee.toFixed(2)}</Amt><CdtDbtInd>DBIT</CdtDbtInd></Rcrd></Chrgs>` : '';
    const names = `<Refs><EndToEndId>${endToEndId}</EndToEndId><MndtId>${mandateId}</MndtId></Refs>`;
    const amounts = `<Amt Ccy="EUR">${whole(amount)}</Amt><CdtDbtInd>DBIT</CdtDbtInd><AmtDtls><InstdAmt><Amt Ccy="EUR">${amount}</Amt></InstdAmt></AmtDtls>`;
    return `<TxDtls>${names}${amounts}${charges}<RtrInf><Rsn><Cd>${reason}</Cd></Rsn></RtrInf></TxDtls>`;
  });
  const sum = orders.reduce((all, { amount }) => all + Number(whole(amount)), 0).toFixed(2);
  return entry('DBIT', sum, bankCode('IDDT', 'UPDD'), `<NtryDtls>${details.join('')}</NtryDtls>`, { day, reference });
}

/** An account of its own for each number that a text names: customers have accounts of their own. */
function accountOf(text: string): string {
  const account = (/\d+/.exec(text)?.[0] ?? '417164300').slice(-10).padStart(10, '0');
  // ISO 13616: `ABNA`, the account and `NL00` as digits.
  const check = 98n - (BigInt(`10112310${account}232100`) % 97n);
  return `NL${String(check).padStart(2, '0')}ABNA${account}`;
}

/** A transfer in. */
export function transfer(
  amount: string,
  text: string,
  {
    day,
    reference = '',
    status = 'BOOK',
    from = accountOf(text),
    name = 'Eva Payer',
    more = '',
  }: EntryOptions & { readonly from?: string; readonly name?: string; readonly more?: string },
): string {
  const parties = `<RltdPties><Dbtr><Pty><Nm>${name}</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>${from}</IBAN></Id></DbtrAcct></RltdPties>`;
  const details = `<NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>${more}<Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>${parties}<RmtInf><Ustrd>${text}</Ustrd></RmtInf></TxDtls></NtryDtls>`;
  return entry('CRDT', amount, bankCode('RCDT', 'ESCT'), details, { day, reference, status });
}

/** A transfer of ours that comes back: it pays nothing. */
export function bounced(
  amount: string,
  text: string,
  { day, reference = '', endToEndId }: EntryOptions & { readonly endToEndId?: string },
): string {
  const refs = endToEndId === undefined ? '' : `<Refs><EndToEndId>${endToEndId}</EndToEndId></Refs>`;
  const details = `<NtryDtls><TxDtls>${refs}<Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf><RmtInf><Ustrd>${text}</Ustrd></RmtInf></TxDtls></NtryDtls>`;
  return entry('CRDT', amount, bankCode('ICDT', 'RRTN'), details, { day, reference });
}

const KINDS = {
  '052': ['BkToCstmrAcctRpt', 'Rpt'],
  '053': ['BkToCstmrStmt', 'Stmt'],
  '054': ['BkToCstmrDbtCdtNtfctn', 'Ntfctn'],
} as const;

export function bankFile(kind: keyof typeof KINDS, ...entries: readonly string[]): string {
  const [message, part] = KINDS[kind];
  return `<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.${kind}.001.08"><${message}><GrpHdr><MsgId>F${++numbers}</MsgId></GrpHdr><${part}><Id>S${numbers}</Id><Acct><Id><IBAN>${ACCOUNT}</IBAN></Id><Ccy>EUR</Ccy></Acct>${entries.join('')}</${part}></${message}></Document>`;
}

function entry(
  direction: string,
  amount: string,
  kind: string,
  details: string,
  { day, reference = '', status = 'BOOK' }: EntryOptions,
): string {
  const name = reference === '' ? '' : `<AcctSvcrRef>${reference}</AcctSvcrRef>`;
  return `<Ntry><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>${direction}</CdtDbtInd><Sts><Cd>${status}</Cd></Sts><BookgDt><Dt>${day}</Dt></BookgDt><ValDt><Dt>${day}</Dt></ValDt>${name}${kind}${details}</Ntry>`;
}

function bankCode(family: string, subFamily: string): string {
  return `<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>${family}</Cd><SubFmlyCd>${subFamily}</SubFmlyCd></Fmly></Domn></BkTxCd>`;
}
