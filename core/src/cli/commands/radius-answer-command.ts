import { Command } from 'commander';
import type { RouterAnswerAnswer } from '../answers.js';
import { apiPath } from '../api-client.js';
import type { CliContext } from '../cli-context.js';
import { findRouter, findService } from '../find.js';
import { printable } from '../human.js';

const VERDICTS = {
  accept: ['green', 'accepted'],
  'walled-garden': ['yellow', 'let into the walled garden'],
  reject: ['red', 'refused'],
} as const;

export function radiusAnswerCommand(context: CliContext): Command {
  return new Command('answer')
    .description('say what a router would be told now of a line that logs in rightly')
    .argument('<login>', 'login or id of the service')
    .option('--router <router>', 'name or id; else where the line was online last')
    .action(async (wanted: string, options: { readonly router?: string }) => {
      const service = await findService(context, wanted);
      const router = options.router === undefined ? '' : `?router=${(await findRouter(context, options.router)).id}`;
      const answer = await context.client.get<RouterAnswerAnswer>(`${apiPath`/services/${service.id}/answer`}${router}`);
      await context.show(answer, () => lines(context, service.login, answer));
    });
}

function lines({ terminal }: CliContext, login: string, answer: RouterAnswerAnswer): readonly string[] {
  const [colour, verdict] = VERDICTS[answer.verdict];
  const where = answer.router === null ? `a router of the kind ${answer.driver}` : `${answer.router.name} (${answer.driver})`;
  const reason = answer.reason === '' ? '.' : `: ${answer.reason}`;
  return [
    printable(`${login} on ${where}: `) + terminal.paint(colour, verdict) + printable(reason),
    ...answer.attributes.map(({ name, value }) => printable(`  ${name} = ${value}`)),
    ...(answer.isLeasedPerSession ? ['  and the addresses that are leased for the session'] : []),
    ...answer.leftOut.map((name) => `  left out: ${name}, which cannot carry its value`),
  ];
}
