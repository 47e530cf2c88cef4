import { createClock } from '../kernel/clock/create-clock.js';
import { createLogger } from '../kernel/logging/logger.js';
import { startRadiusProcess } from '../radius/radius-process.js';
import { runSupervised } from './supervised-process.js';

let radius: Awaited<ReturnType<typeof startRadiusProcess>> | undefined;

runSupervised({
  async start({ configuration }) {
    const logger = createLogger(configuration.log.level).child({ process: 'radius' });
    radius = await startRadiusProcess({ configuration, clock: createClock(configuration), logger });
    const { host } = configuration.radius;
    return {
      announcement: [
        `RADIUS       authentication ${host}:${radius.authPort}/udp, accounting ${host}:${radius.accountingPort}/udp`,
        ...(radius.radsecPort === undefined ? [] : [`RadSec       ${host}:${radius.radsecPort}/tcp`]),
      ],
    };
  },
  accessChanged: () => radius?.nudge(),
  stop: async () => radius?.stop(),
});
