import { defineAddon, LOGGER } from '@tapline/sdk';
import { ISO20022_READER } from './bank-files/iso20022/iso20022-reader.js';
import { collectionGateway } from './collections/collection-gateway.js';
import { COLLECTION_MIGRATIONS } from './collections/collection-migrations.js';
import { fileDownload, paperDownload, transfersDownload } from './downloads.js';
import { importJob } from './imports/import-job.js';
import { IMPORT_MIGRATIONS } from './imports/import-migrations.js';
import { TRANSFER_GATEWAY } from './imports/transfer-gateway.js';
import { lapseJob } from './mandates/lapse-job.js';
import { MANDATE_MIGRATIONS } from './mandates/mandate-migrations.js';
import { NOTICE_KIND } from './notices/collection-notice.js';
import { RETURN_NOTICE_KIND } from './notices/return-notice.js';
import { WITHDRAWAL_NOTICE_KIND } from './notices/withdrawal-notice.js';
import { importMandatesOperation } from './operations/import-mandates-operation.js';
import { bookImportOperation, importFileOperation, showImportOperation, undoImportOperation } from './operations/import-operations.js';
import {
  accountOperation,
  endOperation,
  referenceOperation,
  releaseOperation,
  revokeOperation,
} from './operations/mandate-change-operations.js';
import { mandateOperation } from './operations/mandate-operation.js';
import { noteOutcomeOperation, undoOutcomeOperation } from './operations/outcome-operations.js';
import { paperOperation } from './operations/paper-operation.js';
import { previewOperation } from './operations/preview-operation.js';
import { profileOperation } from './operations/profile-operation.js';
import { cancelOperation, collectOperation, sentOperation } from './operations/run-operations.js';
import {
  transferCancelOperation,
  transferFileOperation,
  transferSentOperation,
  transferWithdrawOperation,
} from './operations/transfer-operations.js';
import {
  assignOperation,
  ignoreOperation,
  matchOperation,
  releaseLineOperation,
  waitingOperation,
} from './operations/waiting-operations.js';
import { bankFilesPage } from './pages/bank-files-page.js';
import { collectionsPage } from './pages/collections-page.js';
import { mandatesPanel } from './pages/customer-panel.js';
import { mandatesPage } from './pages/mandates-page.js';
import { queuePage } from './pages/queue-page.js';
import { mandatePage } from './portal/mandate-page.js';
import { PROFILE_MIGRATIONS } from './profiles/profile-store.js';
import { runJob } from './runs/run-job.js';
import { sepaParts } from './sepa-parts.js';
import { TRANSFER_MIGRATIONS } from './transfers/transfer-store.js';

export default defineAddon({
  migrations: [...MANDATE_MIGRATIONS, ...COLLECTION_MIGRATIONS, ...PROFILE_MIGRATIONS, ...IMPORT_MIGRATIONS, ...TRANSFER_MIGRATIONS],
  activate(context) {
    const parts = sepaParts(context);
    const { contribute } = context;
    contribute.paymentGateway(collectionGateway(parts.transfers));
    contribute.paymentGateway(TRANSFER_GATEWAY);
    contribute.bankFileReader(ISO20022_READER);
    contribute.notificationKind(NOTICE_KIND);
    contribute.notificationKind(RETURN_NOTICE_KIND);
    contribute.notificationKind(WITHDRAWAL_NOTICE_KIND);
    contribute.operation(mandateOperation(parts));
    contribute.operation(accountOperation(parts));
    contribute.operation(referenceOperation(parts));
    contribute.operation(endOperation(parts));
    contribute.operation(revokeOperation(parts));
    contribute.operation(releaseOperation(parts));
    contribute.operation(importMandatesOperation(parts));
    contribute.operation(paperOperation(parts));
    contribute.operation(profileOperation(parts));
    contribute.operation(previewOperation(parts));
    contribute.operation(collectOperation(parts));
    contribute.operation(sentOperation(parts));
    contribute.operation(cancelOperation(parts));
    contribute.operation(transferFileOperation(parts));
    contribute.operation(transferSentOperation(parts));
    contribute.operation(transferWithdrawOperation(parts));
    contribute.operation(transferCancelOperation(parts));
    contribute.operation(noteOutcomeOperation(parts));
    contribute.operation(undoOutcomeOperation(parts));
    contribute.operation(importFileOperation(parts));
    contribute.operation(bookImportOperation(parts));
    contribute.operation(undoImportOperation(parts));
    contribute.operation(showImportOperation(parts));
    contribute.operation(waitingOperation(parts));
    contribute.operation(assignOperation(parts));
    contribute.operation(matchOperation(parts));
    contribute.operation(ignoreOperation(parts));
    contribute.operation(releaseLineOperation(parts));
    contribute.adminPage(collectionsPage(parts));
    contribute.adminPage(bankFilesPage(parts));
    contribute.adminPage(queuePage(parts));
    contribute.adminPage(mandatesPage(parts));
    contribute.customerPanel(mandatesPanel(parts));
    contribute.portalPage(mandatePage(parts));
    contribute.download(fileDownload(parts));
    contribute.download(transfersDownload(parts));
    contribute.download(paperDownload(parts));
    contribute.job(runJob(parts, context.resolve(LOGGER)));
    contribute.job(lapseJob(parts));
    contribute.job(importJob(parts.imports, context.resolve(LOGGER)));
  },
});
