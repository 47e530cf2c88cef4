import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';

const run = promisify(execFile);
const PROGRAM = fileURLToPath(new URL('./charges-of-anchors.js', import.meta.url));
/** Half a day ahead, behind with clocks moved at midnight, and none. */
const ZONES = ['UTC', 'Pacific/Apia', 'America/Sao_Paulo'] as const;

describe('Charges in processes of other time zones', () => {
  it('are the same for anchors 1 to 31, and so are the instants of the company’s days', async function zones() {
    this.timeout(120_000);
    const outputs = await Promise.all(
      ZONES.map(async (timeZone) => {
        const program = `process.env.TZ !== '${timeZone}' && process.exit(9); await import(${JSON.stringify(`file://${PROGRAM}`)});`;
        const options = { env: { ...process.env, TZ: timeZone }, maxBuffer: 64 * 1024 * 1024 };
        return (await run(process.execPath, ['--input-type=module', '--eval', program], options)).stdout;
      }),
    );
    const [utc = ''] = outputs;
    const lines = utc.trimEnd().split('\n');
    expect(new Set(lines.map((line) => line.split(' ')[0])).size).to.equal(31 + 4);
    expect(lines.length).to.be.greaterThan(31 * 60);
    for (const [index, output] of outputs.entries()) expect(output === utc, ZONES[index]).to.equal(true);
  });

  it('were made by processes whose own calendar differs', async () => {
    const days = await Promise.all(
      ZONES.map(async (timeZone) => {
        const options = { env: { ...process.env, TZ: timeZone } };
        return (await run(process.execPath, ['--print', 'new Date(Date.UTC(2027, 0, 1, 11)).getDate()'], options)).stdout.trim();
      }),
    );
    expect(days).to.deep.equal(['1', '2', '1']);
  });
});
