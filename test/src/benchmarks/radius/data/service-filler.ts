import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { aPlan, aPool, aService, type Configuration, type TestApplication } from '@tapline/core/testing';
import { loginOf, passwordOf } from '../load/load.js';

type DatabaseTransaction = Parameters<Parameters<TestApplication['write']>[0]>[0];
type Row = Readonly<Record<string, string | number | object | null>>;
type Copy = (row: Row, index: number, version: number) => Row;

/** As many as there are passwords: what is sealed can be copied, not made here. */
const TEMPLATES = 100;
const ROWS_PER_STATEMENT = 250;
const SERVICES_PER_TRANSACTION = 5_000;
const FIRST_NUMBER = 10_000_000;
/** 10.1.0.0: the templates have theirs below. */
const FIRST_ADDRESS = 0x0a01_0000;

/** The tables of a service, with what differs from its template in a copy. */
const TABLES: Readonly<Record<string, { readonly key: string; readonly copy: Copy }>> = {
  customer: {
    key: 'id',
    copy: (row, index) => ({
      ...row,
      id: idOf('c', index),
      number: FIRST_NUMBER + index,
      name: `Customer ${index}`,
      search_text: `customer ${index} ${loginOf(index)}`,
    }),
  },
  service: { key: 'id', copy: (row, index) => ({ ...row, id: idOf('s', index), customer_id: idOf('c', index), login: loginOf(index) }) },
  address_holding: {
    key: 'kept_service_id',
    copy: (row, index) => ({
      ...row,
      kept_service_id: idOf('s', index),
      address_key: `4${(FIRST_ADDRESS + index).toString(16).padStart(8, '0')}`,
      address: addressOf(FIRST_ADDRESS + index),
    }),
  },
  access_change: { key: 'service_id', copy: (row, index, version) => ({ ...row, version, service_id: idOf('s', index) }) },
  service_access: {
    key: 'service_id',
    copy: (row, index, version) => ({
      ...row,
      service_id: idOf('s', index),
      customer_id: idOf('c', index),
      version,
      login: loginOf(index),
      ipv4_address: addressOf(FIRST_ADDRESS + index),
    }),
  },
};

/**
 * Fills an installation with services, each of a customer of its own with an address: the first hundred through the product, all others as
 * copies of their rows.
 */
export class ServiceFiller {
  readonly #templates = new Map<string, Row[]>();
  #filled = 0;

  constructor(
    private readonly app: TestApplication,
    private readonly configuration: Configuration,
  ) {}

  /** Adds a router on 127.0.0.1 that everything is asked from. */
  async addRouter(secret: string): Promise<void> {
    const token = readFileSync(join(this.configuration.dataDirectory, 'cli.token'), 'utf8').trim();
    const answer = await fetch(`${this.app.url}/api/v1/routers`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'north', address: '127.0.0.1', secret }),
    });
    if (!answer.ok) throw new Error(`the router was refused: ${await answer.text()}`);
  }

  /** Up to so many services in all; at least {@link TEMPLATES}. */
  async fillTo(services: number): Promise<void> {
    if (this.#filled === 0) await this.makeTemplates();
    while (this.#filled < services) {
      const to = Math.min(services, this.#filled + SERVICES_PER_TRANSACTION);
      await this.app.write(async ({ sql }) => {
        // Behind the changes that were measured between two fills.
        const [newest] = (await sql('access_change').max({ version: 'version' })) as { version: number | string }[];
        const firstVersion = Math.max(FIRST_NUMBER, Number(newest?.version) + 1);
        for (const [table, { copy }] of Object.entries(TABLES)) {
          const templates = this.#templates.get(table) as Row[];
          const rows = Array.from({ length: to - this.#filled }, (_, step) => {
            const index = this.#filled + step;
            return copy(templates[index % TEMPLATES] as Row, index, firstVersion + step);
          });
          for (let at = 0; at < rows.length; at += ROWS_PER_STATEMENT) await insert(sql, table, rows.slice(at, at + ROWS_PER_STATEMENT));
        }
      });
      this.#filled = to;
    }
  }

  /** The service of a user; for the first hundred. */
  serviceIdOf(user: number): string {
    return this.#templates.get('service')?.[user]?.id as string;
  }

  private async makeTemplates(): Promise<void> {
    const { id: planId } = await aPlan(this.app, { downloadBitsPerSecond: 20_000_000, uploadBitsPerSecond: 10_000_000 });
    const { id: networkId } = await aPool(this.app, '10.0.0.0/8');
    for (let user = 0; user < TEMPLATES; user++) {
      const { id } = await aService(this.app, {
        planId,
        login: loginOf(user),
        password: passwordOf(user),
        ipv4: { mode: 'pool', networkId },
      });
      await this.app.view(async ({ sql }) => {
        const [service] = (await sql('service').where({ id })) as Row[];
        for (const [table, { key }] of Object.entries(TABLES)) {
          const value = table === 'customer' ? service?.customer_id : id;
          const [row] = (await sql(table)
            .where({ [key]: value })
            .limit(1)) as Row[];
          this.#templates.set(table, [...(this.#templates.get(table) ?? []), asWritten(row as Row)]);
        }
      });
    }
    this.#filled = TEMPLATES;
  }
}

/** One statement with all values: on SQLite the query builder's own is many times slower. */
async function insert(sql: DatabaseTransaction['sql'], table: string, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] as Row);
  const places = `(${columns.map(() => '?').join(', ')})`;
  const values = rows.flatMap((row) => columns.map((column) => row[column] as string | number | null));
  await sql.raw(`INSERT INTO ${table} (${columns.join(', ')}) VALUES ${rows.map(() => places).join(', ')}`, values);
}

/** 26 characters, as the product's are, and below them in order. */
function idOf(kind: 'c' | 's', index: number): string {
  return `00${kind}${String(index).padStart(23, '0')}`;
}

function addressOf(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');
}

/** JSON columns come as objects from one of the databases. */
function asWritten(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [column, typeof value === 'object' && value !== null ? JSON.stringify(value) : value]),
  );
}
