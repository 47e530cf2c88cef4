import { createHash } from 'node:crypto';
import {
  type AddonMigration,
  type AddonTables,
  type Clock,
  notFound,
  TaplineError,
  type Transaction,
  type TransactionRunner,
} from '@tapline/sdk';
import type { ConnectionStore } from '../connections/connection-store.js';
import { RouterTrap } from '../routeros/api-error.js';
import type { ApiClient } from '../routeros/client.js';

export const BACKUP_MIGRATIONS: readonly AddonMigration[] = [
  {
    id: '0004-backup',
    createTable: 'backup',
    columns: { router: { type: 'id' }, taken_at_ms: { type: 'instant' }, digest: { type: 'text' }, content: { type: 'text' } },
    primaryKey: ['router', 'taken_at_ms'],
  },
  { id: '0005-backup-size', addColumn: { table: 'backup', name: 'octets', definition: { type: 'integer', isNullable: true } } },
];

/** All of a backup but what it holds, which may be megabytes. */
export interface BackupSummary {
  readonly router: string;
  readonly taken_at_ms: number;
  readonly digest: string;
  /** Null for one that was kept before sizes were. */
  readonly octets: number | null;
}

export interface Backup extends BackupSummary {
  /** As a script of RouterOS. */
  readonly content: string;
}

const FILE = 'tapline-backup';
const CHUNK_OCTETS = 32_768;
/** Of longer files only the beginning is among their attributes. */
const MOST_SHOWN_OCTETS = 4_000;
const LONGEST_CHARACTER_OCTETS = 4;
const BROKEN_CHARACTER = '\uFFFD';
/** The connection is as good as before. */
const GOES_ON: ReadonlySet<string> = new Set(['MIKROTIK_REFUSED', 'MIKROTIK_BACKUP_FAILED', 'MIKROTIK_SILENT']);
const MOST_KEPT = 60;
const MOST_OCTETS = 8 * 1024 * 1024;

export interface BackupServices {
  readonly tables: AddonTables;
  readonly transactions: TransactionRunner;
  readonly store: ConnectionStore;
  readonly clock: Clock;
}

/** Configurations of routers as they were, each kept when it differs from the one before. */
export class Backups {
  readonly #backups;
  /** By router: its file there is one. */
  readonly #running = new Map<string, Promise<'kept' | 'unchanged'>>();

  constructor(private readonly services: BackupServices) {
    this.#backups = services.tables.table<Backup>('backup');
  }

  /** Reads the router's configuration, without its secrets, and keeps it if it has changed. Who asks while it is read waits for the same. */
  keep(client: ApiClient, routerId: string): Promise<'kept' | 'unchanged'> {
    const running = this.#running.get(routerId) ?? this.readAndKeep(client, routerId).finally(() => this.#running.delete(routerId));
    this.#running.set(routerId, running);
    return running;
  }

  private async readAndKeep(client: ApiClient, routerId: string): Promise<'kept' | 'unchanged'> {
    const content = withoutDate(await exported(client));
    const digest = createHash('sha256').update(content).digest('hex');
    const { transactions, store, clock } = this.services;
    return transactions.run(async (tx) => {
      const nowMs = clock.nowMs();
      await store.note(tx, routerId, { backed_up_at_ms: nowMs, backup_trouble: null });
      const [latest] = await this.list(tx, routerId, 1);
      if (latest?.digest === digest) return 'unchanged';
      await this.#backups.put(tx, { router: routerId, taken_at_ms: nowMs, digest, octets: Buffer.byteLength(content), content });
      for (const old of (await this.list(tx, routerId, MOST_KEPT + 10)).slice(MOST_KEPT)) {
        await this.#backups.remove(tx, { router: routerId, taken_at_ms: old.taken_at_ms });
      }
      return 'kept';
    });
  }

  /** {@link keep}, for who has more to do at the router: where it cannot give its configuration, that is noted with it, and tried again in a day. */
  async keepOrSayWhy(client: ApiClient, routerId: string): Promise<void> {
    try {
      await this.keep(client, routerId);
    } catch (error) {
      if (!(error instanceof TaplineError) || !GOES_ON.has(error.code)) throw error;
      const { transactions, store, clock } = this.services;
      const { message } = error;
      await transactions.run((tx) => store.note(tx, routerId, { backed_up_at_ms: clock.nowMs(), backup_trouble: message }));
    }
  }

  /** Before the first change: as the router was without us. What was tried before, even in vain, is not tried here again: lines wait for it. */
  async keepFirst(client: ApiClient, routerId: string): Promise<void> {
    const { transactions, store } = this.services;
    const { backed_up_at_ms: triedAtMs } = await transactions.run((tx) => store.state(tx, routerId));
    if (triedAtMs === null) await this.keepOrSayWhy(client, routerId);
  }

  /** The newest first. */
  list(tx: Transaction, routerId: string, limit: number): Promise<readonly BackupSummary[]> {
    const order = { orderBy: [{ column: 'taken_at_ms', direction: 'desc' }], limit } as const;
    return this.#backups.pick(tx, ['router', 'taken_at_ms', 'digest', 'octets'], { router: routerId }, order);
  }

  /** Throws `MIKROTIK_BACKUP_UNKNOWN`. */
  async get(tx: Transaction, routerId: string, takenAtMs: number): Promise<Backup> {
    const found = await this.#backups.findOne(tx, { router: routerId, taken_at_ms: takenAtMs });
    if (found) return found;
    throw notFound('MIKROTIK_BACKUP_UNKNOWN', 'there is no backup of that time; it may have been dropped, as the newest 60 are kept');
  }
}

/**
 * By a file on the router, for the API tells no export itself. RouterOS 7 reads files in chunks; RouterOS 6 shows the first 4 KiB of one. From MikroTik's manual:
 * to be tried on hardware.
 */
async function exported(client: ApiClient): Promise<string> {
  await client.ask('/export', [`=file=${FILE}`, '=hide-sensitive=']).catch(async (error: unknown) => {
    if (!(error instanceof RouterTrap) || !(await hidesSecrets(client))) throw error;
    return client.ask('/export', [`=file=${FILE}`]);
  });
  const name = `${FILE}.rsc`;
  const file = (await client.ask('/file/print', [`?name=${name}`])).rows.at(-1);
  if (!file) throw notReadable('the router has made no file; the API user needs the policies "read" and "write"');
  try {
    const size = Number(file.size ?? 0);
    if (size > MOST_OCTETS) throw notReadable(`it is ${size} octets long`);
    if (file.contents !== undefined && size <= MOST_SHOWN_OCTETS) return file.contents;
    return await inChunks(client, name, size);
  } finally {
    await client.ask('/file/remove', [`=.id=${file['.id']}`]).catch(() => undefined);
  }
}

/** RouterOS 7 hides secrets unless told otherwise, and may not know the word; RouterOS 6 shows them unless told so. */
async function hidesSecrets(client: ApiClient): Promise<boolean> {
  const [resource] = (await client.ask('/system/resource/print')).rows;
  return Number.parseInt(resource?.version ?? '', 10) >= 7;
}

async function inChunks(client: ApiClient, name: string, size: number): Promise<string> {
  let text = '';
  try {
    for (let offset = 0; offset < size; ) {
      const chunk = await readChunk(client, name, offset);
      if (chunk.text === '') throw notReadable(`the router tells only ${offset} of ${size} octets of it`);
      text += chunk.text;
      offset += chunk.octets;
    }
  } catch (error) {
    if (!(error instanceof RouterTrap)) throw error;
    throw notReadable('this RouterOS shows only the beginning of a file by the API; RouterOS 7 can do more');
  }
  return text;
}

/** The end of a chunk may lie within a character: then a shorter one is asked for. What stays broken is no UTF-8, as old comments may be. */
async function readChunk(client: ApiClient, name: string, offset: number): Promise<{ readonly text: string; readonly octets: number }> {
  let text = '';
  for (let octets = CHUNK_OCTETS; octets > CHUNK_OCTETS - LONGEST_CHARACTER_OCTETS; octets--) {
    const { rows } = await client.ask('/file/read', [`=file=${name}`, `=offset=${offset}`, `=chunk-size=${octets}`]);
    text = rows[0]?.data ?? '';
    if (!text.endsWith(BROKEN_CHARACTER)) return { text, octets };
  }
  return { text, octets: CHUNK_OCTETS - LONGEST_CHARACTER_OCTETS + 1 };
}

function notReadable(why: string): TaplineError {
  return new TaplineError('MIKROTIK_BACKUP_FAILED', 'unavailable', `the configuration cannot be backed up: ${why}`);
}

/** The first line tells when it was exported, which is no change. */
function withoutDate(content: string): string {
  return content.replaceAll('\r\n', '\n').replace(/^# .*by RouterOS.*\n/, '');
}
