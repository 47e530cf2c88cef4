import { InvalidArgumentError } from 'commander';
import type { CliContext } from './cli-context.js';
import { parseSpeed } from './speed.js';
import { UsageError } from './usage-error.js';

/** For commander: a speed as an option's value. */
export function speedOption(text: string): number {
  try {
    return parseSpeed(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

/** Bits per second. */
export interface SpeedPair {
  readonly download: number;
  readonly upload: number;
}

/** `40M/20M`: download and upload. */
export function speedPairOption(text: string): SpeedPair {
  const [download, upload, ...more] = text.split('/');
  if (download === undefined || upload === undefined || more.length > 0) {
    throw new InvalidArgumentError('Give download and upload, like 40M/20M.');
  }
  return { download: speedOption(download), upload: speedOption(upload) };
}

export function integerOption(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

export function booleanOption(text: string): boolean {
  if (['yes', 'true', 'on'].includes(text)) return true;
  if (['no', 'false', 'off'].includes(text)) return false;
  throw new InvalidArgumentError('It must be yes or no.');
}

export function permissionsOption(text: string): readonly string[] {
  return text.split(',').map((permission) => permission.trim());
}

/** `key=value` as a pair. */
export function setting(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError(`"${text}" is no setting; write it like key=value.`);
  return [text.slice(0, at), text.slice(at + 1)];
}

/** For commander: {@link setting}, given once or more. */
export function settingOption(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return { ...before, ...Object.fromEntries([setting(text)]) };
}

/** A secret that was typed, or comes on standard input when it is `-`, so that no process list shows it. */
export async function secretValue(context: CliContext, value: string): Promise<string> {
  if (value !== '-') return value;
  const [line = ''] = (await context.terminal.readInput()).split(/\r?\n/);
  if (line === '') throw new UsageError('standard input is empty; the secret was to come from there');
  return line;
}

/** An object without the properties that are undefined. */
export function given<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

export function requireSomething(changes: object): void {
  if (Object.keys(changes).length === 0) throw new UsageError('nothing to change was given; --help lists what can be');
}
