import { readdirSync, statSync } from 'node:fs';
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
    return last === undefined ? 0 : Number.parseInt(last, 10) + statSync(join(directory, last)).size;
  }

  /** Up to where it is in the database. */
  applied(): Promise<number> {
    return this.app.view(async ({ sql }) => {
      const [row] = (await sql('radius_journal').max({ position: 'applied_position' })) as { readonly position: number | string | null }[];
      return Number(row?.position ?? 0);
    });
  }
}
