import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Of a cell's measured time. */
  readonly durationMs: number;
  readonly warmUpMs: number;
  /** Of the name of cells and figures to measure. */
  readonly only: RegExp;
  readonly json: string | undefined;
  readonly isLarge: boolean;
  /** The C generator's program. */
  readonly radload: string | undefined;
  /** Where databases and journals are put for the time being: the disk that is measured. */
  readonly directory: string;
}

export const USAGE = `bench:radius [options]
  --quick            2 s for each cell in place of 5
  --only=<pattern>   only what matches, for instance --only='tapline-sqlite pap' (a regular expression, any case)
  --json=<file>      writes everything measured to a file
  --large            also 1,000,000 services
  --directory=<path> a folder on the disk to measure (default: the system's for temporary files)
  --radload=<path>   measures closed loops of logins with this generator as well
`;

/** Throws with a sentence on an option that does not exist. */
export function parseOptions(parameters: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...parameters],
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      json: { type: 'string' },
      large: { type: 'boolean', default: false },
      directory: { type: 'string', default: tmpdir() },
      radload: { type: 'string' },
    },
  });
  return {
    durationMs: values.quick ? 2_000 : 5_000,
    warmUpMs: values.quick ? 500 : 1_000,
    only: new RegExp(values.only, 'i'),
    json: values.json,
    isLarge: values.large,
    directory: values.directory,
    radload: values.radload,
  };
}
