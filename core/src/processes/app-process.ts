import { Application } from '../application/application.js';
import { createClock } from '../kernel/clock/create-clock.js';
import { createLogger } from '../kernel/logging/logger.js';
import { runSupervised, tellSupervisor } from './supervised-process.js';

let application: Application | undefined;

runSupervised({
  async start({ configuration, roles }) {
    const logger = createLogger(configuration.log.level).child({ process: 'app' });
    application = await Application.start({
      configuration,
      clock: createClock(configuration),
      logger,
      isWeb: roles.includes('web'),
      isWorker: roles.includes('worker'),
      isWatched: true,
      nudgeRadius: () => tellSupervisor({ kind: 'access-changed' }),
    });
    return { announcement: application.announcement };
  },
  accessChanged: () => undefined,
  stop: async () => application?.stop(),
});
