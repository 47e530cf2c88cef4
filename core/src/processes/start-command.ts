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
    console.log(welcome(await supervisor.start()));
    await stopped;
  } finally {
    letGo();
  }
}

function welcome(announcement: readonly string[]): string {
  return [
    '',
    'Tapline is ready.',
    '',
    ...announcement.map((line) => `  ${line}`),
    '',
    '  Next         sign in and add a router, a network, a plan, and a customer with a service;',
    "               or, in a second shell, fill it with a believable provider: 'npx tapline demo'",
    '  Stop         Ctrl+C',
    '',
  ].join('\n');
}

function parseRoles(text: string): readonly Role[] {
  const roles = text.split(',').map((role) => role.trim());
  const unknown = roles.find((role) => !ROLES.includes(role as Role));
  if (unknown !== undefined || roles.length === 0)
    throw invalid('ROLE_UNKNOWN', `--roles: "${unknown}" is not a role; use ${ROLES.join(', ')}`, 'roles');
  return roles as Role[];
}
