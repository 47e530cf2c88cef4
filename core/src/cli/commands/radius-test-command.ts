import { Command } from 'commander';
import type { LoginTestAnswer } from '../answers.js';
import { requireNoFault } from '../bad-outcome.js';
import type { CliContext } from '../cli-context.js';
import { given, secretValue } from '../options.js';
import { stepLines } from '../test-steps.js';

interface TestOptions {
  readonly password?: string;
  readonly method?: string;
  readonly mac?: string;
  readonly circuit?: string;
  readonly remote?: string;
}

type Step = LoginTestAnswer['steps'][number];

const VERDICTS: Readonly<Record<Step['verdict'], string>> = {
  ok: 'Nothing is wrong.',
  info: 'Nothing is wrong.',
  warning: 'The login works; see what is marked with "look".',
  fault: 'Something is wrong; see what is marked with "FAULT".',
};

export function radiusTestCommand(context: CliContext): Command {
  return new Command('test')
    .description('play a router for a login, and say step by step what is found and what to do')
    .argument('<login>', 'the RADIUS User-Name, or the MAC address of a device that logs in by DHCP or Hotspot')
    .option('--password <password>', 'another one than that of the service; - reads it from standard input')
    .option('--method <method>', 'how the password is sent: pap (unless given), chap, mschap or mschapv2')
    .option('--mac <address>', 'another MAC address than the bound one')
    .option('--circuit <id>', 'the circuit id of option 82: finds the line by its port')
    .option('--remote <id>', 'the remote id of option 82')
    .action((login: string, options: TestOptions) => test(context, login, options));
}

async function test(context: CliContext, login: string, { password, method, mac, circuit, remote }: TestOptions): Promise<void> {
  const answer = await context.client.post<LoginTestAnswer>(
    '/radius/test',
    given({
      login,
      method,
      password: password === undefined ? undefined : await secretValue(context, password),
      macAddress: mac,
      circuitId: circuit,
      remoteId: remote,
    }),
  );
  await context.show(answer, () => [...answer.steps.flatMap((step) => stepLines(context, step)), VERDICTS[answer.verdict]]);
  requireNoFault(answer);
}
