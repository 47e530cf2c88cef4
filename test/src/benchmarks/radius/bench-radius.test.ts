import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import type { Report } from './report/report.js';

const program = fileURLToPath(new URL('./bench-radius.js', import.meta.url));

describe('The benchmark of RADIUS', function benchmark() {
  this.timeout(60_000);
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tapline-bench-test-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('measures one cell of the real server, writes it down and leaves nothing behind', async () => {
    const json = join(directory, 'result.json');
    const only = '--only=tapline-sqlite 1,000 services pap';
    const { stdout } = await promisify(execFile)(process.execPath, [
      program,
      '--quick',
      only,
      `--json=${json}`,
      `--directory=${directory}`,
    ]);
    const report = JSON.parse(readFileSync(json, 'utf8')) as Report;
    expect(report.cells.map(({ name }) => name)).to.deep.equal(['tapline-sqlite 1,000 services pap 64 in flight']);
    expect(report.cells[0]).to.include({ wrong: 0, withoutMessageAuthenticator: 0 });
    expect(report.cells[0]?.perSecond).to.be.greaterThan(0);
    expect(report.cells[0]?.verified).to.be.greaterThan(0);
    expect(report.figures.map(({ name }) => name)).to.include('tapline-sqlite 1,000 services start to first answer');
    expect(stdout).to.include('tapline-sqlite 1,000 services pap 64 in flight');
    expect(readdirSync(directory)).to.deep.equal(['result.json']);
  });

  it('says how it is used when it is asked for what it does not know', async () => {
    const error = await promisify(execFile)(process.execPath, [program, '--fast']).catch((reason: { stderr: string }) => reason);
    expect(error.stderr).to.include('--fast').and.include('--quick');
  });
});
