import { type BankStatementKind, invalid } from '@tapline/sdk';
import { xmlHead } from '../xml/xml-text.js';

/** What stands under `Document`, without the `V01` of the first versions. */
export const STATEMENT_MESSAGES: Readonly<
  Record<string, { readonly name: string; readonly kind: BankStatementKind; readonly part: string }>
> = {
  BkToCstmrAcctRpt: { name: 'camt.052', kind: 'intraday', part: 'Rpt' },
  BkToCstmrStmt: { name: 'camt.053', kind: 'end-of-day', part: 'Stmt' },
  BkToCstmrDbtCdtNtfctn: { name: 'camt.054', kind: 'details', part: 'Ntfctn' },
};

export const STATUS_MESSAGE = 'CstmrPmtStsRpt';

/** What operators upload by mistake: what they were to send to the bank. */
const ORDERS: Readonly<Record<string, string>> = {
  CstmrDrctDbtInitn: 'a file of direct debits (pain.008), which is for the bank',
  CstmrCdtTrfInitn: 'a file of transfers (pain.001), which is for the bank',
};

const KNOWN_VERSIONS =
  /^urn:(?:iso:std:iso:20022:tech:xsd|swift:xsd:\$?)[:.]?(?:camt\.05[234]\.001\.(?:0[1-9]|1[0-4])|pain\.002\.(?:001\.(?:0[2-9]|1[0-4])|00[23]\.03))$/;

/** Whether a file looks like XML of ISO 20022: by its root, whatever its version. */
export function isIso20022(octets: Uint8Array): boolean {
  return /<(?:[\w.-]+:)?Document[\s>]/.test(xmlHead(octets)) || /urn:iso:std:iso:20022/.test(xmlHead(octets));
}

/** The message's element name without version. */
export function messageName(element: string): string {
  return element.replace(/V\d\d$/, '');
}

/** `camt.053.001.08`, or as much of it as is known. */
export function formatOf(namespace: string, otherwise: string): string {
  return /((?:camt|pain)\.\d{3}\.\d{3}\.\d{2})$/.exec(namespace)?.[1] ?? otherwise;
}

export function namespaceWarning(namespace: string): string | undefined {
  if (KNOWN_VERSIONS.test(namespace)) return undefined;
  return namespace === ''
    ? 'it does not say which version of ISO 20022 it is of'
    : `its version, ${namespace.slice(0, 100)}, is not known here`;
}

/** Why a message is not read. */
export function notForImport(name: string, message: string | undefined): Error {
  const order = message === undefined ? undefined : ORDERS[messageName(message)];
  const what = order ?? (message === undefined ? 'XML without any message' : `XML of another kind (${message.slice(0, 60)})`);
  return invalid(
    'SEPA_FILE_KIND',
    `${name} is ${what}; upload statements (camt.052, camt.053, camt.054) or status reports (pain.002) of the bank`,
    'file',
  );
}
