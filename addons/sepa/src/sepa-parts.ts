import {
  ADDON_TABLES,
  type AddonContext,
  BANK_FILES,
  CLOCK,
  COMPANY,
  CUSTOMERS,
  DOCUMENTS,
  GATEWAY_PAYMENTS,
  NOTIFICATIONS,
  TRANSACTIONS,
} from '@tapline/sdk';
import { CollectionOutcomes } from './collections/collection-outcomes.js';
import { CollectionStore } from './collections/collection-store.js';
import { ItemFinder } from './collections/find-item.js';
import { OutcomeStore } from './collections/outcome-store.js';
import { ImportService } from './imports/import-service.js';
import { ImportStore } from './imports/import-store.js';
import { LargeLines } from './imports/large-lines.js';
import { LineBooks } from './imports/line-books.js';
import { LinePlanner } from './imports/plan-line.js';
import { TransferPlanner } from './imports/plan-transfer.js';
import { WaitingLines } from './imports/waiting-lines.js';
import { MandateService } from './mandates/mandate-service.js';
import { MandateStore } from './mandates/mandate-store.js';
import { MandateUse } from './mandates/mandate-use.js';
import { ProfileStore } from './profiles/profile-store.js';
import { FileMaker } from './runs/file-maker.js';
import { RunBuilder } from './runs/run-builder.js';
import { RunPlanner } from './runs/run-planner.js';
import { RunService } from './runs/run-service.js';
import { RunStore } from './runs/run-store.js';
import { RefundTransfers } from './transfers/refund-transfers.js';
import { TransferStore } from './transfers/transfer-store.js';

/** All that the add-on is made of, put together once. */
export function sepaParts({ resolve }: Pick<AddonContext, 'resolve'>) {
  const tables = resolve(ADDON_TABLES);
  const outside = {
    company: resolve(COMPANY),
    clock: resolve(CLOCK),
    customers: resolve(CUSTOMERS),
    documents: resolve(DOCUMENTS),
    bankFiles: resolve(BANK_FILES),
    payments: resolve(GATEWAY_PAYMENTS),
    notifications: resolve(NOTIFICATIONS),
    transactions: resolve(TRANSACTIONS),
  };
  const mandateStore = new MandateStore(tables);
  const items = new CollectionStore(tables);
  const profiles = new ProfileStore(tables);
  const runStore = new RunStore(tables);
  const transferStore = new TransferStore(tables);
  const mandates = new MandateService({ ...outside, store: mandateStore });
  const mandateUse = new MandateUse({ ...outside, store: mandateStore, items });
  const finder = new ItemFinder(items, outside.company);
  const outcomes = new CollectionOutcomes({
    ...outside,
    items,
    outcomes: new OutcomeStore(tables),
    refunds: transferStore,
    runs: runStore,
    mandates,
    mandateUse,
  });
  const planner = new RunPlanner({ ...outside, mandates: mandateStore, items });
  const builder = new RunBuilder({ ...outside, store: runStore, items, planner, mandates });
  const files = new FileMaker(runStore, items, outside.company.timeZone);
  const runs = new RunService({ ...outside, store: runStore, items, profiles, builder, files, mandateUse });
  const refundTransfers = new RefundTransfers({ ...outside, store: transferStore, items, profiles, mandateStore });
  const importStore = new ImportStore(tables);
  const transfers = new TransferPlanner({ ...outside, store: importStore });
  const linePlanner = new LinePlanner({ ...outside, store: importStore, finder, transfers, refunds: transferStore });
  const books = new LineBooks({ ...outside, store: importStore, outcomes, refunds: refundTransfers });
  const large = new LargeLines({ ...outside, store: importStore, books });
  const imports = new ImportService({ ...outside, store: importStore, profiles, planner: linePlanner, books, large });
  const waiting = new WaitingLines({ ...outside, store: importStore, books, finder });
  return {
    ...outside,
    transferStore,
    transfers: refundTransfers,
    importStore,
    imports,
    waiting,
    mandateStore,
    mandates,
    items,
    profiles,
    finder,
    outcomes,
    planner,
    runStore,
    runs,
    files,
  };
}

export type SepaParts = ReturnType<typeof sepaParts>;
