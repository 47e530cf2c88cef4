import { decimalAmount, type LocalDate } from '@tapline/sdk';
import { sepaText } from '../banking/sepa-text.js';
import type { DirectDebitCreditor } from './direct-debit-file.js';
import { XmlWriter } from './xml-writer.js';

const NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:pain.001.001.09';
const LONGEST_NAME = 70;
const LONGEST_REMITTANCE = 140;

/** Money that goes from the company's account to somebody. */
export interface CreditTransfer {
  readonly endToEndId: string;
  readonly amountMinor: number;
  readonly name: string;
  readonly iban: string;
  readonly bic: string | null;
  readonly remittance: string;
}

export interface CreditTransferFile {
  readonly messageId: string;
  /** Local time without offset. */
  readonly createdAt: string;
  readonly executeOn: LocalDate;
  readonly payer: Pick<DirectDebitCreditor, 'name' | 'iban' | 'bic' | 'characters' | 'isBatchBooked'>;
}

/** Writes a pain.001.001.09 (EPC132-08), in the order of the schema. */
export function writeCreditTransfers(
  { messageId, createdAt, executeOn, payer }: CreditTransferFile,
  transfers: readonly CreditTransfer[],
  sink: (piece: string) => void,
): void {
  const sumMinor = transfers.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const text = (value: string, maxLength: number): string => sepaText(value, maxLength, payer.characters);
  const payerName = text(payer.name, LONGEST_NAME) || payer.iban;
  const xml = new XmlWriter(NAMESPACE, 'Document', sink);
  xml.open('CstmrCdtTrfInitn').open('GrpHdr').text('MsgId', messageId).text('CreDtTm', createdAt);
  xml.text('NbOfTxs', transfers.length).text('CtrlSum', decimalAmount(sumMinor, 'EUR')).path(['InitgPty', 'Nm'], payerName).close();
  xml.open('PmtInf').text('PmtInfId', `${messageId}-01`).text('PmtMtd', 'TRF').text('BtchBookg', String(payer.isBatchBooked));
  xml.text('NbOfTxs', transfers.length).text('CtrlSum', decimalAmount(sumMinor, 'EUR'));
  xml.path(['PmtTpInf', 'SvcLvl', 'Cd'], 'SEPA').path(['ReqdExctnDt', 'Dt'], executeOn);
  xml.path(['Dbtr', 'Nm'], payerName).path(['DbtrAcct', 'Id', 'IBAN'], payer.iban);
  if (payer.bic === null) xml.path(['DbtrAgt', 'FinInstnId', 'Othr', 'Id'], 'NOTPROVIDED');
  else xml.path(['DbtrAgt', 'FinInstnId', 'BICFI'], payer.bic);
  xml.text('ChrgBr', 'SLEV');
  for (const { endToEndId, amountMinor, name, iban, bic, remittance } of transfers) {
    xml.open('CdtTrfTxInf').path(['PmtId', 'EndToEndId'], endToEndId);
    xml.open('Amt').text('InstdAmt', decimalAmount(amountMinor, 'EUR'), { Ccy: 'EUR' }).close();
    if (bic !== null) xml.path(['CdtrAgt', 'FinInstnId', 'BICFI'], bic);
    xml.path(['Cdtr', 'Nm'], text(name, LONGEST_NAME) || endToEndId).path(['CdtrAcct', 'Id', 'IBAN'], iban);
    const words = text(remittance, LONGEST_REMITTANCE);
    if (words !== '') xml.path(['RmtInf', 'Ustrd'], words);
    xml.close();
  }
  xml.close(2).end();
}
