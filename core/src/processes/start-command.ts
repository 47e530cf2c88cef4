import { invalid } from '@tapline/sdk';
import { Command } from 'commander';
import type { Configuration } from '../kernel/config/configuration.js';
import { createLogger } from '../kernel/logging/logger.js';
import { takeDataDirectory } from './data-directory.js';
import { ROLES, type Role } from './process-messages.js';
import { Supervisor } from './supervisor.js';

/** `tapline start`: runs the processes of this machine until it is told to stop. */
export function startCommand(load: () => Configuration): Command {
  return new Command('start')
    .description('run Tapline: the admin interface, the API, the jobs and RADIUS')
    .option('--roles <roles>', `what this machine does, with commas between: ${ROLES.join(', ')}`, ROLES.join(','))
    .action(async (options: { readonly roles: string }) => run(load(), parseRoles(options.roles)));
}

async function run(configuration: Configuration, roles: readonly Role[]): Promise<void> {
  const letGo = takeDataDirectory(configuration.dataDirectory);
  const supervisor = new Supervisor(configuration, roles, createLogger(configuration.log.level).child({ process: 'supervisor' }));
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void supervisor.stop().then(resolve));
  });
  try {
    for (const line of await supervisor.start()) console.log(line);
    await stopped;
  } finally {
    letGo();
  }
}

function parseRoles(text: string): readonly Role[] {
  const roles = text.split(',').map((role) => role.trim());
  const unknown = roles.find((role) => !ROLES.includes(role as Role));
  if (unknown !== undefined || roles.length === 0)
    throw invalid('ROLE_UNKNOWN', `--roles: "${unknown}" is not a role; use ${ROLES.join(', ')}`, 'roles');
  return roles as Role[];
}
