import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Configuration } from '@tapline/core/testing';
import { ChildServer } from '../../../child-server.js';
import { freeUdpPort } from '../../../end-to-end/tapline-process.js';
import { repositoryRoot } from '../../../repository/source-files.js';
import { CODE, untilAnswer } from './first-answer.js';
import type { ServerUnderTest } from './server-under-test.js';

const START_LIMIT_MS = 120_000;

export interface TaplineOptions {
  readonly configuration: Configuration;
  readonly secret: string;
  readonly databaseProcessId?: number | undefined;
}

/** `tapline start --roles radius` as an operator runs it: supervisor and radius process, with log, journal and applier. */
export class TaplineServer implements ServerUnderTest {
  private constructor(
    private readonly child: ChildServer,
    readonly authPort: number,
    readonly accountingPort: number,
    readonly databaseProcessId: number | undefined,
    /** From the start of the command to the first accepted login. */
    readonly firstAnswerMs: number,
  ) {}

  static async start({ configuration, secret, databaseProcessId }: TaplineOptions): Promise<TaplineServer> {
    const { dataDirectory, database } = configuration;
    const authPort = await freeUdpPort();
    const accountingPort = await freeUdpPort();
    const settings: Readonly<Record<string, string | number>> = {
      roles: 'radius',
      dataDirectory,
      'database.client': database.client,
      'database.host': database.host,
      'database.port': database.port,
      'database.user': database.user,
      'database.password': database.password,
      'database.name': database.name,
      'radius.host': '127.0.0.1',
      'radius.authPort': authPort,
      'radius.accountingPort': accountingPort,
      // A rejection that is held back would be measured as one that comes late.
      'radius.rejectDelayMs': 0,
    };
    const flags = Object.entries(settings).flatMap(([key, value]) => (value === '' ? [] : [`--${key}=${value}`]));
    const child = new ChildServer(process.execPath, [join(repositoryRoot, 'core/bin/tapline.js'), 'start', ...flags]);
    try {
      const firstAnswerMs = await untilAnswer({ port: authPort, secret, user: 1 }, CODE.accept, START_LIMIT_MS, () => child.isRunning());
      return new TaplineServer(child, authPort, accountingPort, databaseProcessId, firstAnswerMs);
    } catch (error) {
      await child.stop();
      throw new Error(`Tapline did not answer:\n${child.said}`, { cause: error });
    }
  }

  /** The radius process, under its supervisor; the supervisor where that cannot be seen. */
  get processId(): number {
    const list = `/proc/${this.child.processId}/task/${this.child.processId}/children`;
    const [radius] = existsSync(list) ? readFileSync(list, 'utf8').trim().split(/\s+/) : [];
    return Number(radius ?? this.child.processId);
  }

  stop(): Promise<void> {
    return this.child.stop();
  }
}
