import { Command } from 'commander';
import type { AccessAnswer } from '../answers.js';
import { apiPath } from '../api-client.js';
import type { CliContext, Formats } from '../cli-context.js';
import { findService } from '../find.js';
import { printable } from '../human.js';
import { formatSpeed } from '../speed.js';

export function accessCommand(context: CliContext): Command {
  return new Command('access')
    .description('say whether a line may pass, how fast, and why')
    .argument('<service>', 'login or id')
    .action(async (wanted: string) => {
      const service = await findService(context, wanted);
      const access = await context.client.get<AccessAnswer>(apiPath`/services/${service.id}/access`);
      await context.show(access, async () => {
        const { instant } = await context.formats();
        return explain(access, { login: service.login, context, instant });
      });
    });
}

interface Words {
  readonly login: string;
  readonly context: CliContext;
  readonly instant: Formats['instant'];
}

function explain(access: AccessAnswer, { login, context, instant }: Words): readonly string[] {
  const { terminal } = context;
  const speeds = `${formatSpeed(access.downloadBitsPerSecond)} down, ${formatSpeed(access.uploadBitsPerSecond)} up`;
  const address = access.ipv4Address === null ? '' : `, address ${access.ipv4Address}`;
  const verdict = access.isAllowed
    ? `${printable(login)} ${terminal.paint('green', 'may pass')}: ${speeds}${address}.`
    : `${printable(login)} is ${terminal.paint('red', 'blocked')}.`;
  const reasons = access.reasons.map(
    ({ effect, since, source, text }) =>
      `  ${effect === 'block' ? 'Blocked' : 'Slowed'} since ${instant(since)} by ${source}: ${printable(text)}`,
  );
  return [verdict, ...reasons];
}
