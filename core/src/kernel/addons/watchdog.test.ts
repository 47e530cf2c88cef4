import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { quarantineFile, readQuarantine } from './quarantine-file.js';

const PROCESS = fileURLToPath(new URL('./fixtures/spinning-process.js', import.meta.url));

describe('The watchdog', () => {
  let directory: string;
  let file: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tapline-watchdog-'));
    file = quarantineFile(directory);
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const run = (ownerId: string, spinMs: number): Promise<{ signal: string | null; code: number | null; errors: string }> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [PROCESS, ownerId, file, String(spinMs)], { stdio: ['ignore', 'ignore', 'pipe'] });
      let errors = '';
      child.stderr.on('data', (chunk: Buffer) => {
        errors += chunk.toString();
      });
      child.on('close', (code, signal) => resolve({ code, signal, errors }));
    });

  it('ends a process that an add-on keeps from running, and leaves a note of who and where', async () => {
    const { signal, errors } = await run('spinner', 10_000);
    expect(signal).to.equal('SIGKILL');
    expect(errors).to.match(/^tapline: the add-on spinner has kept the process from running for 0\.5 s in listener test\.counted; /);
    expect(readQuarantine(file)).to.include({ addonId: 'spinner', call: 'listener test.counted', stalledMs: 500 });
  });

  it('leaves a process alone that is only busy for a while', async () => {
    expect(await run('spinner', 100)).to.deep.equal({ code: 0, signal: null, errors: '' });
    expect(existsSync(file)).to.equal(false);
  });

  it('only says so when it is the core that stands still', async () => {
    const { code, errors } = await run('core', 1200);
    expect(code).to.equal(0);
    expect(errors).to.match(/no add-on was running/);
    expect(existsSync(file)).to.equal(false);
  });
});
