import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestApplication } from '@tapline/core/testing';

/** How far accounting has come, in octets of the journal. */
export class AccountingProgress {
  constructor(
    private readonly app: TestApplication,
    private readonly dataDirectory: string,
  ) {}

  /** Up to where it was acknowledged. */
  journaled(): number {
    const directory = join(this.dataDirectory, 'journal');
    const last = readdirSync(directory)
      .filter((name) => name.endsWith('.journal'))
      .sort()
      .at(-1);
    return last === undefined ? 0 : Number.parseInt(last, 10) + heldOctets(readFileSync(join(directory, last)));
  }

  /** Up to where it is in the database. */
  applied(): Promise<number> {
    return this.app.view(async ({ sql }) => {
      const [row] = (await sql('radius_journal').max({ position: 'applied_position' })) as { readonly position: number | string | null }[];
      return Number(row?.position ?? 0);
    });
  }
}

const RECORD_HEADER_OCTETS = 8;

/** Behind the records there is room for more, which is zeros. */
function heldOctets(segment: Buffer): number {
  let at = 0;
  while (at + RECORD_HEADER_OCTETS <= segment.length) {
    const bodyOctets = segment.readUInt32BE(at);
    if (bodyOctets === 0) break;
    at += RECORD_HEADER_OCTETS + bodyOctets;
  }
  return at;
}
