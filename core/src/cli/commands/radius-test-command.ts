import { Command } from 'commander';
import type { LoginTestAnswer } from '../answers.js';
import type { CliContext } from '../cli-context.js';
import { given, secretValue } from '../options.js';
import { stepLines } from '../test-steps.js';

interface TestOptions {
  readonly password?: string;
  readonly method?: string;
  readonly mac?: string;
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
    .argument('<login>', 'the RADIUS User-Name')
    .option('--password <password>', 'another one than that of the service; - reads it from standard input')
    .option('--method <method>', 'how the password is sent: pap (unless given), chap, mschap or mschapv2')
    .option('--mac <address>', 'another MAC address than the bound one')
    .action((login: string, options: TestOptions) => test(context, login, options));
}

async function test(context: CliContext, login: string, { password, method, mac }: TestOptions): Promise<void> {
  const answer = await context.client.post<LoginTestAnswer>(
    '/radius/test',
    given({
      login,
      method,
      password: password === undefined ? undefined : await secretValue(context, password),
      macAddress: mac,
    }),
  );
  await context.show(answer, () => [...answer.steps.flatMap((step) => stepLines(context, step)), VERDICTS[answer.verdict]]);
}
