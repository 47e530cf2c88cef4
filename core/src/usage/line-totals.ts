import type { Transaction } from '@tapline/sdk';
import { sqlOf } from '../kernel/database/database-transaction.js';

/** All that has ever flowed over a line. */
export interface LineTotal {
  readonly downloadOctets: bigint;
  readonly uploadOctets: bigint;
}

export const NO_TOTAL: LineTotal = Object.freeze({ downloadOctets: 0n, uploadOctets: 0n });

type Row = Readonly<Record<'service_id' | 'download' | 'upload', string>>;

const SERVICES_PER_QUERY = 400;

/**
 * By service; lines over which nothing has flowed are left out. Months are kept for good and a late report moves octets from one to another at most, so
 * that the difference of two totals is what was counted between them, whatever came late.
 */
export async function lineTotals(tx: Transaction, serviceIds: readonly string[]): Promise<ReadonlyMap<string, LineTotal>> {
  const found = new Map<string, LineTotal>();
  for (let at = 0; at < serviceIds.length; at += SERVICES_PER_QUERY) {
    const sql = sqlOf(tx);
    const rows = (await sql('usage_month')
      .whereIn('service_id', serviceIds.slice(at, at + SERVICES_PER_QUERY))
      .groupBy('service_id')
      // Sums pass 2^53, so that they are read as text.
      .select(
        'service_id',
        sql.raw('CAST(SUM(download_octets) AS CHAR) AS download'),
        sql.raw('CAST(SUM(upload_octets) AS CHAR) AS upload'),
      )) as Row[];
    for (const { service_id, download, upload } of rows)
      found.set(String(service_id), { downloadOctets: BigInt(download), uploadOctets: BigInt(upload) });
  }
  return found;
}

export function writeLineTotal({ downloadOctets, uploadOctets }: LineTotal): string {
  return `${downloadOctets} ${uploadOctets}`;
}

export function readLineTotal(text: string): LineTotal {
  const [download = '0', upload = '0'] = text.split(' ');
  return { downloadOctets: BigInt(download), uploadOctets: BigInt(upload) };
}
