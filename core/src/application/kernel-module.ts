import { join, resolve } from 'node:path';
import { CLOCK } from '@tapline/sdk';
import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { quarantineFile } from '../kernel/addons/quarantine-file.js';
import { CALL_MARKER, WATCHDOG, Watchdog } from '../kernel/addons/watchdog.js';
import { AUDIT_LOG, AuditLog } from '../kernel/audit/audit-log.js';
import { CONFIGURATION } from '../kernel/config/configuration.js';
import { DATABASE, Database } from '../kernel/database/database.js';
import { DECISIONS } from '../kernel/hooks/decisions.js';
import { HOOK_REGISTRY, HookRegistry } from '../kernel/hooks/hook-registry.js';
import { MONOTONIC_TIME } from '../kernel/hooks/monotonic-time.js';
import { CORE_OWNER } from '../kernel/hooks/owner.js';
import { JOBS, JobScheduler } from '../kernel/jobs/job-scheduler.js';
import { LEASES, LeaseStore } from '../kernel/leases/lease-store.js';
import { ROOT_LOGGER } from '../kernel/logging/logger.js';
import { OUTBOX, OutboxDispatcher } from '../kernel/outbox/dispatcher.js';
import { EVENT_RAISER, EventRaiser } from '../kernel/outbox/event-raiser.js';
import { loadMasterKey, SECRET_BOX, SecretBox } from '../kernel/security/secret-box.js';
import { PLANNED_CHANGES } from '../services/scheduled-change-service.js';

export function registerKernel(container: DependencyContainer): void {
  container.register(DATABASE, { useFactory: instanceCachingFactory((c) => Database.open(c.resolve(CONFIGURATION))) });
  container.register(SECRET_BOX, {
    useFactory: instanceCachingFactory((c) => {
      const { security, dataDirectory } = c.resolve(CONFIGURATION);
      return new SecretBox(loadMasterKey(security.masterKey, join(resolve(dataDirectory), 'master.key')));
    }),
  });
  container.register(AUDIT_LOG, { useFactory: instanceCachingFactory((c) => new AuditLog(c.resolve(CLOCK))) });
  container.register(WATCHDOG, {
    useFactory: instanceCachingFactory(
      (c) => new Watchdog({ quarantineFile: quarantineFile(resolve(c.resolve(CONFIGURATION).dataDirectory)) }),
    ),
  });
  container.register(CALL_MARKER, { useFactory: (c) => c.resolve(WATCHDOG) });
  container.register(LEASES, { useFactory: instanceCachingFactory((c) => new LeaseStore(c.resolve(DATABASE))) });
  container.register(HOOK_REGISTRY, {
    useFactory: instanceCachingFactory(
      (c) => new HookRegistry({ time: MONOTONIC_TIME, marker: c.resolve(CALL_MARKER), logger: c.resolve(ROOT_LOGGER) }),
    ),
  });
  container.register(DECISIONS, { useFactory: (c) => c.resolve(HOOK_REGISTRY) });
  container.register(OUTBOX, {
    useFactory: instanceCachingFactory(
      (c) =>
        new OutboxDispatcher({
          database: c.resolve(DATABASE),
          leases: c.resolve(LEASES),
          logger: c.resolve(ROOT_LOGGER),
          marker: c.resolve(CALL_MARKER),
        }),
    ),
  });
  container.register(EVENT_RAISER, {
    useFactory: instanceCachingFactory((c) => new EventRaiser(c.resolve(CLOCK), () => c.resolve(OUTBOX).nudge())),
  });
  container.register(JOBS, {
    useFactory: instanceCachingFactory(
      (c) =>
        new JobScheduler({
          database: c.resolve(DATABASE),
          leases: c.resolve(LEASES),
          clock: c.resolve(CLOCK),
          timeZone: c.resolve(CONFIGURATION).company.timeZone,
          logger: c.resolve(ROOT_LOGGER),
          marker: c.resolve(CALL_MARKER),
          firstJobId: `${CORE_OWNER.id}/${PLANNED_CHANGES}`,
        }),
    ),
  });
}
