import { Command } from 'commander';
import { createClock } from '../kernel/clock/create-clock.js';
import type { Configuration } from '../kernel/config/configuration.js';
import { createLogger } from '../kernel/logging/logger.js';
import { MovableClock } from './movable-clock.js';
import { ProgressLine } from './progress-line.js';

/** `tapline demo`: works on the database itself, so it needs no running server; one that runs shows the customers at once. */
export function demoCommand(load: () => Configuration): Command {
  return new Command('demo').description('fill an empty installation with a believable provider').action(() => fill(load()));
}

async function fill(configuration: Configuration): Promise<void> {
  // Loaded here only: every other command starts without the server's code.
  const { Application } = await import('../application/application.js');
  const { DemoBuilder } = await import('./demo-builder.js');
  const nowMs = createClock(configuration).nowMs();
  const clock = new MovableClock(nowMs);
  const application = await Application.start({
    configuration,
    clock,
    logger: createLogger('warn').child({ process: 'demo' }),
    nudgeRadius: () => undefined,
    isWeb: false,
    isWorker: false,
  });
  const line = new ProgressLine(process.stdout);
  try {
    const builder = new DemoBuilder(application.container, clock, {
      nowMs,
      progress: (step, done, total) => line.show(step, done, total),
    });
    const { login, password } = await builder.build();
    line.end('The demo is ready: 500 customers, 4 routers, three months of usage and bills; a billing run waits under Billing.');
    const { publicUrl, host, port } = configuration.web;
    process.stdout.write(
      `One of them may look at the portal: ${publicUrl || `http://${host}:${port}`}/portal, login ${login}, password ${password}\n`,
    );
  } finally {
    await application.stop();
  }
}
