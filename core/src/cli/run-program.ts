import { TaplineError } from '@tapline/sdk';
import { CommanderError } from 'commander';
import { ApiFailure } from './api-client.js';
import { buildProgram, type ProgramOptions } from './program.js';
import { processTerminal, type Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';

export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;

/** Runs one command line (without node and script) and returns the exit code; whatever went wrong has been said. */
export async function runProgram(words: readonly string[], options: ProgramOptions = {}): Promise<number> {
  const terminal = options.terminal ?? processTerminal();
  const { program } = buildProgram({ ...options, terminal });
  try {
    await program.parseAsync([...words], { from: 'user' });
    return EXIT.ok;
  } catch (error) {
    const { exitCode, failure } = judge(error);
    if (failure) say(failure, { terminal, isJson: words.includes('--json') });
    return exitCode;
  }
}

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly field?: string;
}

function judge(error: unknown): { readonly exitCode: number; readonly failure?: Failure } {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return { exitCode: EXIT.ok };
    // The help was shown instead of an error: a group was called without a command.
    if (error.code === 'commander.help') return { exitCode: EXIT.usage };
    return { exitCode: EXIT.usage, failure: { code: 'USAGE', message: error.message.replace(/^error: /, '') } };
  }
  if (error instanceof UsageError) return { exitCode: EXIT.usage, failure: failureOf('USAGE', error.message, error.field) };
  if (error instanceof ApiFailure || error instanceof TaplineError) {
    return { exitCode: EXIT.failed, failure: failureOf(error.code, error.message, error.field) };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { exitCode: EXIT.failed, failure: { code: 'INTERNAL', message } };
}

function failureOf(code: string, message: string, field: string | undefined): Failure {
  return { code, message, ...(field === undefined ? {} : { field }) };
}

function say(failure: Failure, { terminal, isJson }: { readonly terminal: Terminal; readonly isJson: boolean }): void {
  terminal.writeError(isJson ? JSON.stringify({ error: failure }) : `tapline: ${failure.message}`);
}
