import { Command } from 'commander';
import { CONFIGURATION_KEYS, environmentName, redactConfiguration } from '../../kernel/config/load-configuration.js';
import type { CliContext } from '../cli-context.js';
import { tableLines } from '../table.js';

interface KeyLine {
  readonly key: string;
  readonly value: string;
  readonly environment: string;
  readonly description: string;
}

export function configCommand(context: CliContext): Command {
  return new Command('config')
    .description('show the effective configuration and where each key can be set; needs no server')
    .action(async () => {
      const configuration = redactConfiguration(context.configuration);
      await context.show(configuration, () => [
        ...tableLines(keyLines(configuration), [
          { title: 'Key', value: ({ key }) => key },
          { title: 'Value', value: ({ value }) => value },
          { title: 'Environment', value: ({ environment }) => environment },
          { title: 'What it is', value: ({ description }) => description },
        ]),
        '',
        'A key is set in the file given by --config, over that by its environment variable, over that as an option: --web.port=8081.',
      ]);
    });
}

function keyLines(configuration: Readonly<Record<string, unknown>>): readonly KeyLine[] {
  return [...CONFIGURATION_KEYS].map(([key, schema]) => ({
    key,
    value: textOf(valueAt(configuration, key)),
    environment: environmentName(key),
    description: (schema as { readonly description?: string }).description ?? '',
  }));
}

function valueAt(configuration: Readonly<Record<string, unknown>>, key: string): unknown {
  return key.split('.').reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], configuration);
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.join(',');
  return value === '' ? '""' : String(value);
}
