import type { Line, LinePage, Lines, Transaction } from '@tapline/sdk';
import type { ApiRow } from '../routeros/client.js';
import { bareAddress } from '../routeros/values.js';

const LINES_PER_PAGE = 1000;

/** Lines by what routers know them by. What a stopped line had is another's as soon as a line that is not stopped has it. */
export class LineBook {
  readonly #byId = new Map<string, Line>();
  readonly #byMac = new Map<string, Line>();
  readonly #byAddress = new Map<string, Line>();

  constructor(lines: readonly Line[]) {
    const isStopped = ({ serviceStatus }: Line): boolean => serviceStatus === 'stopped';
    for (const line of [...lines.filter(isStopped), ...lines.filter((each) => !isStopped(each))]) {
      this.#byId.set(line.serviceId, line);
      for (const mac of line.macAddresses) this.#byMac.set(mac, line);
      if (line.ipv4Address !== null) this.#byAddress.set(line.ipv4Address, line);
    }
  }

  static async read(tx: Transaction, lines: Lines, options: Pick<LinePage, 'includesStopped'> = {}): Promise<LineBook> {
    const all: Line[] = [];
    for (let afterId = ''; ; ) {
      const page = await lines.page(tx, { ...options, afterId, limit: LINES_PER_PAGE });
      all.push(...page);
      const last = page.at(-1);
      if (!last || page.length < LINES_PER_PAGE) return new LineBook(all);
      afterId = last.serviceId;
    }
  }

  all(): Iterable<Line> {
    return this.#byId.values();
  }

  get(serviceId: string): Line | undefined {
    return this.#byId.get(serviceId);
  }

  /** Whose lease it is: the device tells, and where no line has the device, the address. */
  ofLease(lease: ApiRow): Line | undefined {
    const mac = (lease['active-mac-address'] ?? lease['mac-address'] ?? '').toUpperCase();
    return this.#byMac.get(mac) ?? this.ofAddress(lease['active-address'] ?? lease.address ?? '');
  }

  ofAddress(address: string): Line | undefined {
    return this.#byAddress.get(bareAddress(address));
  }
}

/** The leases that devices have now, by address. */
export function boundLeases(leases: readonly ApiRow[]): ReadonlyMap<string, ApiRow> {
  return new Map(leases.flatMap((lease) => (lease.status === 'bound' ? [[lease['active-address'] ?? lease.address ?? '', lease]] : [])));
}
