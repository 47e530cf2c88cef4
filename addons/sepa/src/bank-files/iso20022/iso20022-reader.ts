import {
  type BankEntry,
  type BankFile,
  type BankFileContent,
  type BankFileReader,
  type BankStatement,
  invalid,
  type PaymentGroupStatus,
  type PaymentTransactionStatus,
} from '@tapline/sdk';
import { schemaWarnings } from '../schema/schema-check.js';
import { child, text, type XmlElement } from '../xml/xml-element.js';
import { readXml } from '../xml/xml-stream.js';
import { type OwnDetail, ownDetail } from './entry-detail.js';
import { formatOf, isIso20022, messageName, namespaceWarning, notForImport, STATEMENT_MESSAGES, STATUS_MESSAGE } from './message-kind.js';
import { bankStatement } from './statement.js';
import { statementEntry } from './statement-entry.js';
import { statementWarnings } from './statement-warnings.js';
import { groupStatus, statusReport, transactionStatus } from './status-report.js';

const TAKEN = new Set(['TxDtls', 'Ntry', 'Stmt', 'Rpt', 'Ntfctn', 'TxInfAndSts', 'OrgnlPmtInfAndSts']);

/** Reads camt.052, camt.053, camt.054 and pain.002 of any version, by local names. */
export const ISO20022_READER: BankFileReader = {
  id: 'iso20022',
  title: 'ISO 20022 XML: camt.052, camt.053, camt.054, pain.002',
  recognises: ({ octets }) => isIso20022(octets),
  read: readIso20022,
};

async function readIso20022(file: BankFile): Promise<BankFileContent> {
  const parts = new MessageParts();
  const { root, namespace } = await readXml(file.octets, file.name, { taken: TAKEN, take: (element) => parts.take(element) });
  const message = root.name === 'Document' ? root.children[0] : root;
  const name = messageName(message?.name ?? '');
  const isStatus = name === STATUS_MESSAGE;
  const format = STATEMENT_MESSAGES[name];
  if (!message || (!isStatus && !format)) throw notForImport(file.name, message?.name);
  const { statements } = parts;
  if (format && statements.length === 0) {
    throw invalid(
      'SEPA_FILE_EMPTY',
      `${file.name} has no ${format.part} in it: it is cut off or empty; fetch it from the bank again`,
      'file',
    );
  }
  const warnings = [
    namespaceWarning(namespace) ?? [],
    text(child(message, 'GrpHdr'), 'MsgId') === null ? 'it has no number of its own (GrpHdr/MsgId)' : [],
    ...statements.map(statementWarnings),
    await schemaWarnings(file, namespace),
  ].flat();
  return {
    format: formatOf(namespace, format?.name ?? 'pain.002'),
    statements,
    statusReports: isStatus ? [statusReport(message, parts.groupsOf(message))] : [],
    warnings,
  };
}

/** Puts together what is taken out of the stream, the inner before the outer. */
class MessageParts {
  readonly statements: BankStatement[] = [];
  #details: OwnDetail[] = [];
  #entries: BankEntry[] = [];
  #transactions: PaymentTransactionStatus[] = [];
  #groups: PaymentGroupStatus[] = [];

  take(element: XmlElement): void {
    switch (element.name) {
      case 'TxDtls':
        this.#details.push(ownDetail(element));
        return;
      case 'Ntry':
        this.#entries.push(statementEntry(element, this.#details));
        this.#details = [];
        return;
      case 'TxInfAndSts':
        this.#transactions.push(transactionStatus(element));
        return;
      case 'OrgnlPmtInfAndSts':
        this.#groups.push(groupStatus(element, this.#transactions));
        this.#transactions = [];
        return;
      default:
        this.#endStatement(element);
    }
  }

  /** Old versions name payments without their group. */
  groupsOf(report: XmlElement): readonly PaymentGroupStatus[] {
    if (this.#transactions.length > 0)
      this.#groups.push(groupStatus({ ...report, name: 'CstmrPmtStsRpt', children: [] }, this.#transactions));
    return this.#groups;
  }

  #endStatement(element: XmlElement): void {
    const message = Object.values(STATEMENT_MESSAGES).find(({ part }) => part === element.name);
    if (message) this.statements.push(bankStatement(element, message.kind, this.#entries));
    this.#entries = [];
  }
}
