import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { takeDataDirectory } from './data-directory.js';

const IDLE = 'setInterval(() => undefined, 1000);';

describe('The data directory', () => {
  let directory: string;
  let file: string;
  const children: ChildProcess[] = [];

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tapline-data-directory-'));
    file = join(directory, 'tapline.pid');
  });
  afterEach(async () => {
    for (const child of children.splice(0)) await end(child);
    rmSync(directory, { recursive: true });
  });

  /** Another process, once it says so. */
  async function started(code: string, ...words: readonly string[]): Promise<ChildProcess & { readonly pid: number }> {
    const child = spawn(process.execPath, ['--input-type=module', '-e', `${code}\nconsole.log('here');${IDLE}`, ...words], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    await once(child.stdout, 'data');
    return child as ChildProcess & { readonly pid: number };
  }

  const holder = (): Promise<ChildProcess & { readonly pid: number }> => {
    const module = new URL('./data-directory.js', import.meta.url);
    return started(`const { takeDataDirectory } = await import('${module}'); takeDataDirectory(${JSON.stringify(directory)});`);
  };

  const rewrite = (pattern: RegExp, by: string): void => writeFileSync(file, readFileSync(file, 'utf8').replace(pattern, by));

  const take = (): unknown => {
    try {
      takeDataDirectory(directory)();
      return 'taken';
    } catch (error) {
      return (error as { readonly code?: string }).code;
    }
  };

  it('is kept for the process that has it, whose number begins the file', async () => {
    const { pid } = await holder();
    expect(take()).to.equal('DATA_DIRECTORY_IN_USE');
    expect(Number.parseInt(readFileSync(file, 'utf8'), 10)).to.equal(pid);
  });

  it('is free once that process is gone, however it ended', async () => {
    await end(await holder());
    expect(take()).to.equal('taken');
  });

  it('is kept where a version of before runs, which wrote its number alone', async () => {
    const { pid } = await started('', '/opt/tapline/core/bin/tapline.js', 'start');
    writeFileSync(file, String(pid));
    expect(take()).to.equal('DATA_DIRECTORY_IN_USE');
  });

  describe('after a power cut', () => {
    before(function onLinux() {
      if (process.platform !== 'linux') this.skip();
    });

    it('is free where its number belongs to another process since the machine was started anew', async () => {
      await holder();
      rewrite(/[0-9a-f]{8}-[0-9a-f-]{27}/, '6a1f0c1e-0000-4000-8000-000000000000');
      expect(take()).to.equal('taken');
    });

    it('is free where its number belongs to a process that began at another time', async () => {
      await holder();
      rewrite(/\n\d+\n$/, '\n1\n');
      expect(take()).to.equal('taken');
    });

    it('is free where a version of before has left the number of a process, or a thread, that is no Tapline', async () => {
      const { pid } = await started('');
      const threads = readdirSync(`/proc/${pid}/task`);
      for (const number of [String(pid), threads.at(-1) ?? '']) {
        writeFileSync(file, number);
        expect(take()).to.equal('taken');
      }
    });
  });
});

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const isOver = once(child, 'exit');
  child.kill('SIGKILL');
  await isOver;
}
