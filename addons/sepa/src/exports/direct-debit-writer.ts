import { setImmediate as yieldTurn } from 'node:timers/promises';
import { decimalAmount } from '@tapline/sdk';
import { isOutsideEea } from '../banking/iban.js';
import { sepaText } from '../banking/sepa-text.js';
import type { DebtorAddress } from '../mandates/mandate.js';
import type { DirectDebitBatch, DirectDebitCreditor, DirectDebitFile, DirectDebitItem } from './direct-debit-file.js';
import { XmlWriter } from './xml-writer.js';

const NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:';
const LONGEST_NAME = 70;
const LONGEST_REMITTANCE = 140;
const LONGEST_TOWN = 35;
/** So many items are written in some 10 ms: others get their turn between. */
const ITEMS_PER_TURN = 25;
const NEW_ACCOUNT = 'SMNDA';

/**
 * Writes a pain.008 of either version, in the order of the schema and by the rules of EPC130-08 (Core) and EPC131-08 (B2B). Each batch's items are asked
 * for when its turn comes, so that a file of any size needs no memory.
 */
export async function writeDirectDebits(
  file: DirectDebitFile,
  itemsOf: (batch: DirectDebitBatch) => AsyncIterable<DirectDebitItem> | Iterable<DirectDebitItem>,
  sink: (piece: string) => void,
): Promise<void> {
  const { creditor, batches } = file;
  const xml = new XmlWriter(NAMESPACE + creditor.version, 'Document', sink);
  const total = (of: (batch: DirectDebitBatch) => number): number => batches.reduce((sum, batch) => sum + of(batch), 0);
  xml.open('CstmrDrctDbtInitn').open('GrpHdr');
  xml.text('MsgId', file.messageId).text('CreDtTm', file.createdAt);
  xml
    .text(
      'NbOfTxs',
      total(({ items }) => items),
    )
    .text('CtrlSum', euros(total(({ sumMinor }) => sumMinor)));
  xml.path(['InitgPty', 'Nm'], nameOf(creditor)).close();
  for (const batch of batches) {
    openBatch(xml, creditor, batch);
    let written = 0;
    for await (const item of itemsOf(batch)) {
      writeItem(xml, creditor, item);
      if (++written % ITEMS_PER_TURN === 0) await yieldTurn();
    }
    xml.close();
  }
  xml.close().end();
}

function openBatch(xml: XmlWriter, creditor: DirectDebitCreditor, batch: DirectDebitBatch): void {
  xml.open('PmtInf').text('PmtInfId', batch.paymentInformationId).text('PmtMtd', 'DD');
  xml.text('BtchBookg', String(creditor.isBatchBooked));
  xml.text('NbOfTxs', batch.items).text('CtrlSum', euros(batch.sumMinor));
  xml.open('PmtTpInf').path(['SvcLvl', 'Cd'], 'SEPA').path(['LclInstrm', 'Cd'], batch.scheme).text('SeqTp', batch.sequence).close();
  xml.text('ReqdColltnDt', batch.collectionDate);
  xml.path(['Cdtr', 'Nm'], nameOf(creditor)).path(['CdtrAcct', 'Id', 'IBAN'], creditor.iban);
  writeAgent(xml, 'CdtrAgt', creditor, creditor.bic);
  xml.text('ChrgBr', 'SLEV');
  writeCreditorId(xml, 'CdtrSchmeId', creditor.creditorId);
}

function writeItem(
  xml: XmlWriter,
  creditor: DirectDebitCreditor,
  { endToEndId, amountMinor, mandateReference, details }: DirectDebitItem,
): void {
  const { iban, bic, address, amendment } = details;
  const text = (value: string, maxLength: number): string => sepaText(value, maxLength, creditor.characters);
  xml.open('DrctDbtTxInf').path(['PmtId', 'EndToEndId'], endToEndId);
  xml.text('InstdAmt', euros(amountMinor), { Ccy: 'EUR' });
  xml.open('DrctDbtTx').open('MndtRltdInf').text('MndtId', mandateReference).text('DtOfSgntr', details.signedOn);
  xml.text('AmdmntInd', String(amendment !== null));
  if (amendment) {
    xml.open('AmdmntInfDtls');
    if (amendment.originalReference !== null) xml.text('OrgnlMndtId', amendment.originalReference);
    if (amendment.originalCreditorId !== null) writeCreditorId(xml, 'OrgnlCdtrSchmeId', amendment.originalCreditorId);
    if (amendment.isNewAccount) xml.path(['OrgnlDbtrAcct', 'Id', 'Othr', 'Id'], NEW_ACCOUNT);
    xml.close();
  }
  xml.close(2);
  writeAgent(xml, 'DbtrAgt', creditor, bic);
  xml.open('Dbtr').text('Nm', text(details.debtorName, LONGEST_NAME) || mandateReference);
  if (address && (creditor.addressStyle !== 'none' || isOutsideEea(iban))) writeAddress(xml, address, creditor, text);
  xml.close();
  xml.path(['DbtrAcct', 'Id', 'IBAN'], iban);
  const remittance = text(details.remittance, LONGEST_REMITTANCE);
  if (remittance !== '') xml.path(['RmtInf', 'Ustrd'], remittance);
  xml.close();
}

/** BIC within the EEA is optional since 2016: banks find it by the IBAN. */
function writeAgent(xml: XmlWriter, name: string, { version }: DirectDebitCreditor, bic: string | null): void {
  xml.open(name).open('FinInstnId');
  if (bic === null) xml.path(['Othr', 'Id'], 'NOTPROVIDED');
  else xml.text(version === 'pain.008.001.02' ? 'BIC' : 'BICFI', bic);
  xml.close(2);
}

function writeCreditorId(xml: XmlWriter, name: string, creditorId: string): void {
  xml.open(name).open('Id').open('PrvtId').open('Othr').text('Id', creditorId).path(['SchmeNm', 'Prtry'], 'SEPA').close(4);
}

function writeAddress(
  xml: XmlWriter,
  { street, postCode, town, country }: DebtorAddress,
  { addressStyle }: DirectDebitCreditor,
  text: (value: string, maxLength: number) => string,
): void {
  const townText = text(town, LONGEST_TOWN);
  // Town and country are what makes an address since 15 November 2026: half of one is refused, none is not.
  if (townText === '') return;
  const streetText = text(street, LONGEST_NAME);
  const postCodeText = text(postCode, 16);
  xml.open('PstlAdr');
  if (addressStyle !== 'hybrid' && streetText !== '') xml.text('StrtNm', streetText);
  if (postCodeText !== '') xml.text('PstCd', postCodeText);
  xml.text('TwnNm', townText).text('Ctry', country);
  if (addressStyle === 'hybrid' && streetText !== '') xml.text('AdrLine', streetText);
  xml.close();
}

function nameOf({ name, creditorId, characters }: DirectDebitCreditor): string {
  return sepaText(name, LONGEST_NAME, characters) || creditorId;
}

function euros(amountMinor: number): string {
  return decimalAmount(amountMinor, 'EUR');
}
