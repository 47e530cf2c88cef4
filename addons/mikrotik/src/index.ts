import {
  ACCOUNTING,
  ADDON_TABLES,
  CLOCK,
  defineAddon,
  EVENTS,
  LINE_PASSWORDS,
  LINES,
  LOGGER,
  ROUTERS,
  SECRETS,
  SERVICES,
  TRANSACTIONS,
} from '@tapline/sdk';
import { Reconciling } from './access/reconciling.js';
import { COUNTER_MIGRATION, Counting } from './accounting/counting.js';
import { ReadingRouter } from './accounting/reading-router.js';
import { CONNECTION_MIGRATIONS, ConnectionStore } from './connections/connection-store.js';
import { RouterLinks } from './connections/router-links.js';
import { EndingAtRouter } from './follow/ending-at-router.js';
import { LineFollowing } from './follow/line-following.js';
import { RouterFollowing } from './follow/router-following.js';
import { backupDownload } from './live/backup-download.js';
import { BACKUP_MIGRATIONS, Backups } from './live/backups.js';
import { backupOperation } from './operations/backup-operation.js';
import { checkOperation } from './operations/check-operation.js';
import { configurationOperation } from './operations/configuration-operation.js';
import { connectOperation } from './operations/connect-operation.js';
import { differenceOperations } from './operations/difference-operations.js';
import { endOperation, lookOperation } from './operations/line-operations.js';
import { removeOperation } from './operations/remove-operation.js';
import { setupScriptOperation } from './operations/setup-script-operation.js';
import { customerPanel } from './pages/customer-panel.js';
import { routerPanel } from './pages/router-panel.js';
import { routersPage } from './pages/routers-page.js';

let close = (): void => undefined;

export default defineAddon({
  migrations: [...CONNECTION_MIGRATIONS, COUNTER_MIGRATION, ...BACKUP_MIGRATIONS],
  activate({ resolve, contribute, on }) {
    const tables = resolve(ADDON_TABLES);
    const core = {
      tables,
      routers: resolve(ROUTERS),
      services: resolve(SERVICES),
      lines: resolve(LINES),
      passwords: resolve(LINE_PASSWORDS),
      accounting: resolve(ACCOUNTING),
      transactions: resolve(TRANSACTIONS),
      clock: resolve(CLOCK),
      logger: resolve(LOGGER),
      store: new ConnectionStore(tables, resolve(SECRETS)),
    };
    const links = new RouterLinks(core.transactions, core.store);
    const counting = new Counting(tables, core.accounting);
    const reading = new ReadingRouter({ ...core, counting });
    const own = { links, counting, reading, reconciling: new Reconciling(core), backups: new Backups(core) };
    const services = { ...core, ...own, following: new RouterFollowing({ ...core, ...own }) };
    const lineFollowing = new LineFollowing(services);
    const ending = new EndingAtRouter(services);
    close = () => links.close();

    contribute.adminPage(routersPage(services));
    contribute.customerPanel(customerPanel(services));
    contribute.routerPanel(routerPanel(services.store));
    contribute.operation(connectOperation(services));
    contribute.operation(setupScriptOperation(services));
    contribute.operation(checkOperation(services));
    for (const operation of differenceOperations(services)) contribute.operation(operation);
    contribute.operation(lookOperation(services));
    contribute.operation(endOperation(services));
    contribute.operation(backupOperation(services));
    contribute.operation(configurationOperation(services));
    contribute.operation(removeOperation(services));
    contribute.download(backupDownload(services));
    contribute.job({
      id: 'follow',
      title: 'Read, count and bring up to date the routers that are reached by their API',
      schedule: '* * * * *',
      catchUp: 'latest',
      run: ({ signal }) => services.following.followAll(signal),
    });
    on(EVENTS.accessChanged, ({ payload }) => lineFollowing.follow(payload.serviceId));
    on(EVENTS.sessionRequestUnanswered, ({ payload }) => ending.end(payload));
    on(EVENTS.sessionRequestRefused, ({ payload }) => ending.end(payload));
  },
  deactivate: () => close(),
});
