import { Command, type CommanderError, Option } from 'commander';
import { CONFIGURATION_KEYS } from '../kernel/config/load-configuration.js';
import { CliContext, type GlobalOptions } from './cli-context.js';
import { accessCommand } from './commands/access-command.js';
import { addonsCommand } from './commands/addons-command.js';
import { adminsCommand } from './commands/admins-command.js';
import { billingCommand } from './commands/billing-command.js';
import { clockCommand } from './commands/clock-command.js';
import { configCommand } from './commands/config-command.js';
import { customersCommand } from './commands/customers-command.js';
import { eventsCommand } from './commands/events-command.js';
import { invoicesCommand } from './commands/invoice-command.js';
import { auditCommand, jobsCommand } from './commands/jobs-command.js';
import { ledgerCommand } from './commands/ledger-command.js';
import { messagesCommand } from './commands/messages-command.js';
import { entriesCommand, paymentsCommand } from './commands/money-commands.js';
import { networksCommand } from './commands/networks-command.js';
import { plansCommand } from './commands/plans-command.js';
import { radiusCommand } from './commands/radius-command.js';
import { reportCommand } from './commands/report-command.js';
import { routersCommand } from './commands/routers-command.js';
import { servicesCommand } from './commands/services-command.js';
import { balanceCommand, statementCommand } from './commands/statement-command.js';
import { tokensCommand } from './commands/tokens-command.js';
import { sessionsCommand, usageCommand } from './commands/traffic-commands.js';
import { processTerminal, type Terminal } from './terminal.js';
import { CLI_VERSION } from './version.js';

export interface ProgramOptions {
  readonly terminal?: Terminal;
  /** Commands that work without a server, made with what reads the configuration. */
  readonly extraCommands?: readonly ((context: CliContext) => Command)[];
}

const COMMANDS: readonly ((context: CliContext) => Command)[] = [
  customersCommand,
  plansCommand,
  servicesCommand,
  billingCommand,
  invoicesCommand,
  paymentsCommand,
  balanceCommand,
  statementCommand,
  entriesCommand,
  ledgerCommand,
  reportCommand,
  messagesCommand,
  routersCommand,
  networksCommand,
  sessionsCommand,
  usageCommand,
  accessCommand,
  radiusCommand,
  addonsCommand,
  eventsCommand,
  jobsCommand,
  auditCommand,
  adminsCommand,
  tokensCommand,
  clockCommand,
  configCommand,
];

/** The `tapline` command. Nothing of it ends the process: see {@link runProgram}. */
export function buildProgram({ terminal = processTerminal(), extraCommands = [] }: ProgramOptions = {}): {
  readonly program: Command;
  readonly context: CliContext;
} {
  const program = new Command('tapline')
    .description('billing for internet providers')
    .version(CLI_VERSION)
    .option('--json', 'write answers and errors as JSON')
    .option('--config <file>', 'a JSON file over the default configuration')
    .option('--server <url>', 'the server to talk to; by default the one of the configuration')
    .option('--token <token>', 'the API token; by default TAPLINE_TOKEN, or the one in dataDirectory/cli.token')
    .addHelpText('after', '\nEvery key of the configuration is an option as well: --web.port=8081. "tapline config" lists them.');
  for (const key of CONFIGURATION_KEYS.keys()) program.addOption(new Option(`--${key} <value>`).hideHelp());
  const context = new CliContext(() => program.opts<GlobalOptions>(), terminal);
  for (const make of [...extraCommands, ...COMMANDS]) program.addCommand(make(context));
  settle(program, terminal);
  return { program, context };
}

/** Lets errors come out as exceptions, of sub-commands as well, and everything go through the terminal. */
function settle(command: Command, terminal: Terminal): void {
  command.exitOverride((error: CommanderError) => {
    throw error;
  });
  command.configureOutput({
    writeOut: (text) => terminal.write(text.trimEnd()),
    writeErr: (text) => terminal.writeError(text.trimEnd()),
    // Said once, in the form that was asked for, by whoever runs the program.
    outputError: () => undefined,
  });
  for (const child of command.commands) settle(child, terminal);
}
