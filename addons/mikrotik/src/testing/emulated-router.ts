import { type Attributes, EmulatedTrap, passes, Table } from './table.js';

export interface RouterTraits {
  /** `6.49.10`, `7.16.2`. */
  readonly version: string;
  /** Business time: its clock. */
  readonly nowMs: () => number;
}

const RATE = /^(\d+)([kMG]?)$/;
const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1_000, M: 1_000_000, G: 1_000_000_000 };
const SINGLE: Readonly<Record<string, Attributes>> = {
  '/system/identity': { name: 'north-1' },
  '/system/ntp/client': { enabled: 'true', status: 'synchronized' },
  '/ppp/aaa': { 'use-radius': 'false', accounting: 'true', 'interim-update': '0s' },
  '/radius/incoming': { accept: 'false', port: '3799' },
  '/ip/dhcp-server/config': { accounting: 'true', 'interim-update': '0s', 'radius-password': 'empty' },
  '/ip/accounting': { enabled: 'true' },
};
const LISTS = [
  '/radius',
  '/ip/service',
  '/user',
  '/user/group',
  '/certificate',
  '/interface',
  '/ip/arp',
  '/ip/firewall/filter',
  '/ip/firewall/nat',
  '/ip/firewall/mangle',
  '/ip/dhcp-server',
  '/ip/hotspot',
  '/ip/hotspot/profile',
  '/ip/hotspot/active',
  '/ip/hotspot/walled-garden/ip',
  '/interface/pppoe-server/server',
  '/ppp/active',
  '/ppp/profile',
  '/file',
  '/ipv6/firewall/filter',
] as const;

/**
 * A believable RouterOS behind the emulated API: menus with rows, leases whose traffic queues count, a clock, a restart. How the real one answers is known
 * from MikroTik's manual only; what is tried on hardware first is listed in the add-on's README.
 */
export class EmulatedRouter {
  readonly tables = new Map<string, Table>(LISTS.map((path) => [path, new Table()]));
  readonly addressList = this.keep(
    '/ip/firewall/address-list',
    new Table({
      unique: { attributes: ['list', 'address'], message: 'failure: already have such entry' },
    }),
  );
  readonly ipv6AddressList = this.keep(
    '/ipv6/firewall/address-list',
    new Table({
      unique: { attributes: ['list', 'address'], message: 'failure: already have such entry' },
    }),
  );
  readonly queues = this.keep(
    '/queue/simple',
    new Table({
      unique: { attributes: ['name'], message: 'failure: already have such name' },
      normalise: normaliseQueue,
    }),
  );
  readonly leases = this.keep(
    '/ip/dhcp-server/lease',
    new Table({
      unique: {
        attributes: ['address'],
        message: 'failure: already have static lease with this IP address',
        among: ({ dynamic }) => dynamic !== 'true',
      },
    }),
  );
  readonly secrets = this.keep(
    '/ppp/secret',
    new Table({
      unique: { attributes: ['name', 'service'], message: 'failure: secret with the same name already exists' },
    }),
  );
  readonly singles = new Map<string, Attributes>(Object.entries(SINGLE).map(([path, row]) => [path, { ...row }]));
  /** What a line carries now, by address, in bit/s. */
  readonly liveRates = new Map<string, { readonly download: number; readonly upload: number }>();
  readonly reachable = new Set<string>();
  /** What became of requests to RADIUS servers. */
  readonly radiusCounters: Attributes = { accepts: '5', rejects: '1', 'bad-replies': '0', timeouts: '0' };
  /** Of IP accounting (RouterOS 6), by `source destination`: since the snapshot, and in it. */
  #flows = new Map<string, bigint>();
  #snapshot: readonly Attributes[] = [];
  cpuLoad = 7;
  bootedAtMs: number;
  /** Added to the router's clock. */
  clockSkewMs = 0;

  constructor(readonly traits: RouterTraits) {
    this.bootedAtMs = traits.nowMs() - 86_400_000;
    if (!traits.version.startsWith('6.')) this.singles.delete('/ip/accounting');
    for (const name of ['api', 'api-ssl', 'www', 'telnet']) this.table('/ip/service').add({ name, disabled: 'false', port: '8728' });
  }

  table(path: string): Table {
    const table = this.tables.get(path);
    if (!table) throw new EmulatedTrap('no such command prefix', 0);
    return table;
  }

  /** A device has got an address from the DHCP server. */
  lease(macAddress: string, address: string, more: Attributes = {}): string {
    return this.leases.add({
      address,
      'mac-address': macAddress,
      'active-address': address,
      'active-mac-address': macAddress,
      server: 'dhcp1',
      status: 'bound',
      dynamic: 'true',
      disabled: 'false',
      ...more,
    });
  }

  /** What passes for an address is counted by the queue on it, if there is one. */
  carry(address: string, downloadOctets: bigint, uploadOctets: bigint): void {
    this.account('192.0.2.1', address, downloadOctets);
    this.account(address, '192.0.2.1', uploadOctets);
    for (const queue of this.queues.rows.values()) {
      if (!(queue.target ?? '').split(',').some((target) => target === address || target === `${address}/32`)) continue;
      const [up = '0', down = '0'] = (queue.bytes ?? '0/0').split('/');
      queue.bytes = `${BigInt(up) + uploadOctets}/${BigInt(down) + downloadOctets}`;
    }
  }

  /** Counters are gone, and what was dynamic. */
  restart(): void {
    this.bootedAtMs = this.traits.nowMs();
    this.#flows.clear();
    this.#snapshot = [];
    for (const queue of this.queues.rows.values()) queue.bytes = '0/0';
    for (const table of this.tables.values()) {
      for (const [id, row] of table.rows) if (row.dynamic === 'true') table.rows.delete(id);
    }
  }

  /** The lists that an address is on. */
  listsOf(address: string): readonly string[] {
    return [...this.addressList.rows.values()].flatMap((row) => (row.address === address ? (row.list ?? []) : []));
  }

  /** How fast a line may be, as `upload/download` in bit/s. */
  limitOf(address: string): string | undefined {
    return this.queues.find((queue) => (queue.target ?? '').split(',').includes(`${address}/32`))?.['max-limit'];
  }

  /** Rows and what `!done` says. Throws {@link EmulatedTrap}. */
  run(
    command: string,
    attributes: Attributes,
    queries: readonly string[],
  ): { readonly rows: readonly Attributes[]; readonly done?: Attributes } {
    const at = command.lastIndexOf('/');
    const [path, verb] = [command.slice(0, at), command.slice(at + 1)];
    const special = this.special(command, attributes);
    if (special) return { rows: special };
    const single = this.singles.get(path);
    if (single && verb === 'print') return { rows: [single] };
    if (single && verb === 'set') {
      Object.assign(single, attributes);
      return { rows: [] };
    }
    const table = this.table(path);
    const { '.id': id = attributes.numbers ?? '', ...given } = attributes;
    if (verb === 'add') return { rows: [], done: { ret: table.add(given) } };
    if (verb === 'print')
      return {
        rows: printed(
          [...table.rows.values()].filter((row) => passes(row, queries)),
          attributes['.proplist'],
        ),
      };
    if (verb === 'set') table.set(id, given);
    else if (verb === 'remove') table.remove(id);
    else if (verb === 'make-static') table.set(id, { dynamic: 'false' });
    else if (verb === 'enable' || verb === 'disable') table.set(id, { disabled: String(verb === 'disable') });
    else throw new EmulatedTrap('no such command', 0);
    return { rows: [] };
  }

  private special(command: string, attributes: Attributes): readonly Attributes[] | undefined {
    if (command === '/system/resource/print') return [this.resource()];
    if (command === '/system/clock/print') return [this.clock()];
    if (command === '/radius/monitor') return [this.radiusCounters];
    if (command === '/ping') return this.ping(attributes);
    if (command === '/tool/torch' || command === '/interface/monitor-traffic') return this.traffic(attributes);
    if (command === '/export') return this.export(attributes);
    if (command === '/file/read') return this.readFile(attributes);
    if (command.startsWith('/ip/accounting/snapshot/')) return this.ipAccounting(command);
    return undefined;
  }

  private account(source: string, destination: string, octets: bigint): void {
    const key = `${source} ${destination}`;
    if (octets > 0n) this.#flows.set(key, (this.#flows.get(key) ?? 0n) + octets);
  }

  private ipAccounting(command: string): readonly Attributes[] {
    if (!this.traits.version.startsWith('6.')) throw new EmulatedTrap('no such command prefix', 0);
    if (command.endsWith('/print')) return this.#snapshot;
    this.#snapshot = [...this.#flows].map(([key, octets]) => {
      const [source = '', destination = ''] = key.split(' ');
      return { 'src-address': source, 'dst-address': destination, bytes: String(octets) };
    });
    this.#flows.clear();
    return [];
  }

  private resource(): Attributes {
    return {
      uptime: uptimeText(Math.floor((this.traits.nowMs() - this.bootedAtMs) / 1000)),
      version: `${this.traits.version} (stable)`,
      'board-name': 'CCR2004-1G-12S+2XS',
      'architecture-name': 'arm64',
      'cpu-load': String(this.cpuLoad),
      'free-memory': '3758096384',
      'total-memory': '4294967296',
    };
  }

  private clock(): Attributes {
    const iso = new Date(this.traits.nowMs() + this.clockSkewMs).toISOString();
    const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
    // RouterOS before 7.10 writes the month in letters.
    const date = this.traits.version.startsWith('6.')
      ? `${months[Number(iso.slice(5, 7)) - 1]}/${iso.slice(8, 10)}/${iso.slice(0, 4)}`
      : iso.slice(0, 10);
    return { date, time: iso.slice(11, 19), 'gmt-offset': '+00:00', 'time-zone-name': 'UTC' };
  }

  private ping({ address = '', count = '3' }: Attributes): readonly Attributes[] {
    const isThere = this.reachable.has(address);
    return Array.from({ length: Number(count) }, (_, seq) => ({
      seq: String(seq),
      host: address,
      ...(isThere ? { time: '2ms310us', ttl: '64', size: '56' } : { status: 'timeout' }),
      sent: String(seq + 1),
      received: String(isThere ? seq + 1 : 0),
    }));
  }

  private traffic(attributes: Attributes): readonly Attributes[] {
    const address = attributes['src-address'] ?? '';
    const rates = this.liveRates.get(address.replace('/32', '')) ?? { download: 0, upload: 0 };
    return [{ 'src-address': address, tx: String(rates.download), rx: String(rates.upload) }];
  }

  private export({ file = '', 'hide-sensitive': hides }: Attributes): readonly Attributes[] {
    const isShown = this.traits.version.startsWith('6.') && hides === undefined;
    const secrets = isShown ? [] : ['password', 'secret'];
    const lines = ['# by RouterOS', `# software id = TEST`];
    for (const [path, table] of this.tables) {
      if (path === '/file' || table.rows.size === 0) continue;
      lines.push(path.replaceAll('/', ' ').trim().replace(/^/, '/'));
      for (const row of table.rows.values()) {
        if (row.dynamic === 'true') continue;
        const words = Object.entries(row).filter(([name]) => !['.id', ...secrets, 'bytes', 'dynamic'].includes(name));
        lines.push(`add ${words.map(([name, value]) => `${name}="${value}"`).join(' ')}`);
      }
    }
    const contents = `${lines.join('\r\n')}\r\n`;
    const size = String(Buffer.byteLength(contents));
    // Only the beginning of a long file is among its attributes.
    this.table('/file').add({ name: `${file}.rsc`, type: 'script', size, contents: contents.slice(0, 4095), whole: contents });
    return [];
  }

  private readFile({ file = '', offset = '0', 'chunk-size': size = '4096' }: Attributes): readonly Attributes[] {
    if (this.traits.version.startsWith('6.')) throw new EmulatedTrap('no such command', 0);
    const found = this.table('/file').find((row) => row.name === file);
    if (!found) throw new EmulatedTrap('no such item', 0);
    const octets = Buffer.from(found.whole ?? '', 'utf8').subarray(Number(offset), Number(offset) + Number(size));
    return [{ data: octets.toString('utf8') }];
  }

  private keep(path: string, table: Table): Table {
    this.tables.set(path, table);
    return table;
  }
}

function printed(rows: readonly Attributes[], propertyList: string | undefined): readonly Attributes[] {
  if (propertyList === undefined) return rows.map(({ whole: _whole, ...row }) => row);
  const names = propertyList.split(',');
  return rows.map((row) => Object.fromEntries(names.flatMap((name) => (row[name] === undefined ? [] : [[name, row[name]]]))));
}

function normaliseQueue(given: Attributes): Attributes {
  const { target, 'max-limit': limit } = given;
  return {
    ...given,
    ...(target === undefined
      ? {}
      : {
          target: target
            .split(',')
            .map((each) => (/^[\d.]+$/.test(each) ? `${each}/32` : each))
            .join(','),
        }),
    ...(limit === undefined ? {} : { 'max-limit': limit.split('/').map(bitsPerSecond).join('/') }),
  };
}

function bitsPerSecond(text: string): string {
  const [, number = '', unit = ''] = RATE.exec(text) ?? [];
  if (number === '') throw new EmulatedTrap('invalid value for argument max-limit', 1);
  return String(Number(number) * (UNITS[unit] ?? 1));
}

/** `1w2d3h4m5s`. */
function uptimeText(seconds: number): string {
  let rest = seconds;
  let text = '';
  for (const [unit, size] of [
    ['w', 604_800],
    ['d', 86_400],
    ['h', 3_600],
    ['m', 60],
    ['s', 1],
  ] as const) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) text += `${count}${unit}`;
  }
  return text || '0s';
}
