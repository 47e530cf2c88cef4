import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createConnection } from 'mysql2/promise';
import { repositoryRoot } from '../../../repository/source-files.js';
import type { Cleanup } from '../cleanup.js';

interface MariadbFinder {
  findMariadb(): Promise<{ readonly url: string; readonly description: string; stop(): Promise<void> } | undefined>;
}

/** Looks for a server when it is first needed; the same one then. */
export type FindMariadb = () => Promise<MariadbServer | undefined>;

/** The MariaDB that the tests use as well: the one that is named, the one that answers, or a throw-away one. */
export class MariadbServer {
  #made = 0;

  private constructor(
    readonly url: URL,
    readonly description: string,
    private readonly cleanup: Cleanup,
  ) {}

  static async find(cleanup: Cleanup): Promise<MariadbServer | undefined> {
    const finder = (await import(pathToFileURL(join(repositoryRoot, 'config/development/mariadb.mjs')).href)) as MariadbFinder;
    const found = await finder.findMariadb();
    if (!found) return undefined;
    cleanup.add(() => found.stop());
    return new MariadbServer(new URL(found.url), found.description, cleanup);
  }

  get port(): number {
    return Number(this.url.port || 3306);
  }

  get user(): string {
    return decodeURIComponent(this.url.username);
  }

  get password(): string {
    return decodeURIComponent(this.url.password);
  }

  /** A new, empty database, dropped at the end; returns its name. */
  async createDatabase(): Promise<string> {
    const name = `tapline_bench_${process.pid}_${this.#made++}`;
    await this.run(undefined, [`CREATE DATABASE ${name} CHARACTER SET utf8mb4`]);
    this.cleanup.add(() => this.run(undefined, [`DROP DATABASE IF EXISTS ${name}`]));
    return name;
  }

  /** Runs texts of one or more statements each. */
  async run(database: string | undefined, texts: Iterable<string>): Promise<void> {
    const connection = await createConnection({ uri: this.url.href, multipleStatements: true, ...(database ? { database } : {}) });
    try {
      for (const text of texts) await connection.query(text);
    } finally {
      await connection.end();
    }
  }

  /** The server's process, when it is one of this machine that may be looked at. */
  async processId(): Promise<number | undefined> {
    const connection = await createConnection({ uri: this.url.href });
    try {
      const [rows] = await connection.query("SHOW VARIABLES LIKE 'pid_file'");
      const [row] = rows as { readonly Value: string }[];
      return Number(readFileSync(row?.Value ?? '', 'utf8')) || undefined;
    } catch {
      return undefined;
    } finally {
      await connection.end();
    }
  }
}
