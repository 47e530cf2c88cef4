import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Bench, SECRET } from './bench.js';
import { LOGIN_CELLS, USERS } from './cells.js';
import { loginOf, passwordOf } from './load/load.js';
import type { ServerUnderTest } from './servers/server-under-test.js';

interface RadloadResult {
  readonly throughput: number;
  readonly timeouts: number;
  readonly retransmits: number;
  readonly done: number;
  readonly unexpected: number;
  readonly reject: number;
  readonly bad_response_auth: number;
  readonly bad_message_auth: number;
  readonly no_message_auth: number;
  readonly late_or_dup_replies: number;
  readonly generator_cpu: number;
  readonly latency_ms: { readonly p50: number; readonly p95: number; readonly p99: number; readonly max: number };
}

/** The closed loops of logins once more with a generator in C, where its program is given: it takes less from the machine that it shares. */
export async function measureRadload(bench: Bench, serverName: string, server: ServerUnderTest): Promise<void> {
  const program = bench.options.radload;
  if (program === undefined) return;
  const users = join(bench.directory, 'users.txt');
  const lines = Array.from({ length: USERS }, (_, user) => `${loginOf(user)} ${passwordOf(user)}\n`);
  writeFileSync(users, lines.join(''));
  for (const { name, requests, pace } of LOGIN_CELLS) {
    const title = `${serverName} radload ${name}`;
    if (pace.kind !== 'closed' || !bench.wants(title)) continue;
    const { warmUpMs, durationMs } = bench.options;
    try {
      const { stdout } = await promisify(execFile)(program, [
        '--port',
        String(server.authPort),
        '--secret',
        SECRET,
        '--users',
        users,
        '--random',
        '--mode',
        requests,
        '--inflight',
        String(pace.inFlight),
        '--duration',
        seconds(durationMs + warmUpMs),
        '--warmup',
        seconds(warmUpMs),
      ]);
      bench.result(title, toResult(JSON.parse(stdout) as RadloadResult));
    } catch (error) {
      return bench.skip(`${serverName} with radload: ${program} cannot be used: ${(error as Error).message}`);
    }
  }
}

function seconds(ms: number): string {
  return String(ms / 1000);
}

function toResult(result: RadloadResult): Parameters<Bench['result']>[1] {
  const wrong = result.unexpected + result.reject + result.bad_response_auth + result.bad_message_auth;
  return {
    perSecond: result.throughput,
    latencyMs: result.latency_ms,
    answered: result.done,
    answeredInAll: result.done,
    timeouts: result.timeouts,
    notSent: 0,
    retransmits: result.retransmits,
    verified: result.done,
    withoutMessageAuthenticator: result.no_message_auth,
    wrong,
    firstFault: wrong > 0 ? 'see radload' : '',
    late: result.late_or_dup_replies,
    generatorCpu: result.generator_cpu,
  };
}
