import type { Logger } from '@tapline/sdk';
import type { Configuration } from '../../kernel/config/configuration.js';
import { Database } from '../../kernel/database/database.js';
import { runThread, tellMain } from '../thread-body.js';
import type { DurableMessage, ToApplierThread } from '../thread-messages.js';
import { AccountingStore } from './accounting-store.js';
import { CompanyDay } from './company-day.js';
import { JournalApplier } from './journal-applier.js';
import { JournalFolder } from './journal-folder.js';
import { JournalReader } from './journal-reader.js';

// The thread that takes the journal into the database: its waits, and libsql's, hold up nothing else.

let applier: JournalApplier | undefined;
let close = (): Promise<void> => Promise.resolve();

runThread<ToApplierThread>({
  start({ configuration, durable }, logger) {
    const database = Database.open(configuration);
    close = async () => {
      await database.close();
      durable.close();
    };
    return new Promise((resolve) => {
      durable.on('message', (message: DurableMessage) => {
        if (message.kind === 'opened') {
          applier = createApplier(database, message, { configuration, logger });
          applier.start(message.position);
          resolve(undefined);
        } else if (message.kind === 'durable') {
          applier?.extend(message.position);
        } else {
          void applier?.applied(message.position).then(() => tellMain({ kind: 'settled', request: message.request }));
        }
      });
    });
  },

  receive: () => undefined,

  async stop() {
    await applier?.stop();
    await close();
  },
});

function createApplier(
  database: Database,
  { directory, journalId }: Extract<DurableMessage, { kind: 'opened' }>,
  { configuration, logger }: { readonly configuration: Configuration; readonly logger: Logger },
): JournalApplier {
  return new JournalApplier({
    database,
    store: new AccountingStore(),
    reader: new JournalReader(new JournalFolder(directory, journalId)),
    day: new CompanyDay(configuration.company.timeZone),
    journalId,
    logger,
  });
}
