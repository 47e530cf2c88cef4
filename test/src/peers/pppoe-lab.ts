import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../repository/source-files.js';
import { withinMs } from '../tools.js';
import { type ConcentratorOptions, concentratorFiles } from './pppoe-configuration.js';

const SOURCE = join(repositoryRoot, 'test/src/peers/pppoe-lab');
const BOOT_LIMIT_MS = 20_000;
const COMMAND_LIMIT_MS = 20_000;
const END_LIMIT_MS = 5_000;

export interface Spoken {
  readonly status: number;
  readonly output: string;
}

/** A tap device with a free pair of addresses: the only wire between this machine and the one inside. */
export class Tap {
  private constructor(
    readonly name: string,
    readonly ownAddress: string,
    readonly peerAddress: string,
  ) {}

  /** Of the addresses for trials between networks (RFC 2544), by chance: several runs on one machine do not meet. */
  static create(): Tap {
    const [high, low] = [Math.floor(Math.random() * 256), Math.floor(Math.random() * 64) * 4];
    const tap = new Tap(`tapline${high}-${low}`, `198.18.${high}.${low + 1}`, `198.18.${high}.${low + 2}`);
    ip('tuntap', 'add', 'dev', tap.name, 'mode', 'tap');
    ip('address', 'add', `${tap.ownAddress}/30`, 'dev', tap.name);
    ip('link', 'set', tap.name, 'up');
    process.once('exit', tap.remove);
    return tap;
  }

  readonly remove = (): void => {
    process.off('exit', this.remove);
    spawnSync('ip', ['link', 'delete', this.name]);
  };
}

/** A PPPoE concentrator (pppoe-server, pppd with its RADIUS plugin) and its subscribers (pppd), in a user-mode Linux: this machine's kernel needs no PPP. */
export class PppoeLab {
  #output = '';

  private constructor(
    private readonly directory: string,
    private readonly machine: ChildProcessWithoutNullStreams,
  ) {
    machine.stdin.on('error', () => undefined);
    for (const stream of [machine.stdout, machine.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
  }

  /** Its files are in /tmp, wherever other tests have theirs: the machine has a /dev of its own, where nothing of /dev/shm is seen. */
  static async start(tap: Tap, options: Omit<ConcentratorOptions, 'directory' | 'ownAddress'>): Promise<PppoeLab> {
    const directory = mkdtempSync('/tmp/tapline-pppoe-');
    const files = concentratorFiles({ ...options, directory, ownAddress: tap.peerAddress }, readFileSync(join(SOURCE, 'options'), 'utf8'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text, { mode: 0o600 });
    for (const name of ['boot.sh', 'line-up.sh', 'line-down.sh', 'pppd-dictionary'])
      copyFileSync(join(SOURCE, name), join(directory, name));
    const kernel = ['mem=256M', 'rootfstype=hostfs', 'rootflags=/', 'ro', 'quiet', 'con=null', 'con0=fd:0,fd:1', `eth0=tuntap,${tap.name}`];
    const own = [`init=${join(directory, 'boot.sh')}`, `LAB=${directory}`, `OWN=${tap.peerAddress}`];
    const lab = new PppoeLab(directory, spawn('linux.uml', [...kernel, ...own], { detached: true }));
    process.once('exit', lab.kill);
    try {
      await lab.untilItSays(/lab-ready/, 0, BOOT_LIMIT_MS);
      return lab;
    } catch (error) {
      await lab.stop();
      throw error;
    }
  }

  /** All that its console showed. */
  get said(): string {
    return this.#output;
  }

  /** Runs a line of shell inside, one after the other. */
  async run(command: string): Promise<Spoken> {
    const from = this.#output.length;
    this.machine.stdin.write(`${command}\n`);
    const [, output = '', status = ''] = await this.untilItSays(/^([\s\S]*)lab-done (\d+)/, from, COMMAND_LIMIT_MS);
    return { status: Number(status), output: output.replaceAll('\r', '') };
  }

  async stop(): Promise<void> {
    const ended = once(this.machine, 'exit');
    if (this.machine.exitCode === null && this.machine.signalCode === null) {
      this.machine.stdin.end('exec poweroff -f\n');
      await withinMs(ended, END_LIMIT_MS).catch(() => {
        this.kill();
        return ended;
      });
    }
    process.off('exit', this.kill);
    rmSync(this.directory, { recursive: true, force: true });
  }

  private readonly kill = (): void => {
    try {
      process.kill(-(this.machine.pid ?? 0), 'SIGKILL');
    } catch {
      // It has ended.
    }
  };

  private async untilItSays(pattern: RegExp, from: number, limitMs: number): Promise<RegExpExecArray> {
    let look = (): void => undefined;
    const said = new Promise<RegExpExecArray>((resolve, reject) => {
      look = () => {
        const match = pattern.exec(this.#output.slice(from));
        if (match) resolve(match);
        else if (this.machine.exitCode !== null || this.machine.signalCode !== null) reject(new Error('user-mode Linux ended'));
      };
    });
    this.machine.stdout.on('data', look);
    this.machine.on('exit', look);
    look();
    try {
      return await withinMs(said, limitMs);
    } catch (error) {
      throw new Error(`${String(error)}; its console showed:\n${this.#output.slice(-4_000)}`, { cause: error });
    } finally {
      this.machine.stdout.off('data', look);
      this.machine.off('exit', look);
    }
  }
}

/** What keeps this machine from running it, by Debian package or permission. */
export function missingForPppoe(): readonly string[] {
  const packages = Object.entries({
    'user-mode-linux': '/usr/bin/linux.uml',
    ppp: '/usr/sbin/pppd',
    pppoe: '/usr/sbin/pppoe-server',
    kmod: '/usr/sbin/insmod',
    iproute2: '/usr/sbin/ip',
    'iputils-ping': '/usr/bin/ping',
    libfaketime: fakeTimeLibrary() ?? '',
    freeradius: '/usr/sbin/freeradius',
  }).flatMap(([name, path]) => (existsSync(path) ? [] : [`package ${name}`]));
  const others = [...(process.getuid?.() === 0 ? [] : ['the rights of root']), ...(isTapPossible() ? [] : ['/dev/net/tun'])];
  return [...packages, ...others, ...(packages.length > 0 || doesProcessorFit() ? [] : ['a processor that user-mode Linux can run on'])];
}

/** Some user-mode Linux kernels have no room for the state of AMX, and their first process dies: a trial tells. */
function doesProcessorFit(): boolean {
  if (!/\bamx_tile\b/.test(readFileSync('/proc/cpuinfo', 'utf8'))) return true;
  const kernel = ['mem=64M', 'rootfstype=hostfs', 'rootflags=/', 'ro', 'con=null', 'con0=null,fd:1', 'init=/bin/true'];
  const { stdout, stderr } = spawnSync('linux.uml', kernel, { encoding: 'utf8', timeout: BOOT_LIMIT_MS, killSignal: 'SIGKILL' });
  return !`${stdout}${stderr}`.includes('ptrace set fp regs failed');
}

/** Makes the clock of a program inside run faster. */
export function fasterTimes(factor: number): string {
  return `env LD_PRELOAD=${fakeTimeLibrary()} 'FAKETIME=+0 x${factor}'`;
}

function fakeTimeLibrary(): string | undefined {
  return readdirSync('/usr/lib')
    .map((folder) => join('/usr/lib', folder, 'faketime/libfaketime.so.1'))
    .find((path) => existsSync(path));
}

function isTapPossible(): boolean {
  try {
    accessSync('/dev/net/tun', constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function ip(...parameters: readonly string[]): void {
  const { status, stderr } = spawnSync('ip', parameters, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ip ${parameters.join(' ')}: ${stderr}`);
}
