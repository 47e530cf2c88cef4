import type { Service } from '@tapline/sdk';
import { normaliseMacAddress } from '../codec/index.js';

export type NamedLine = Pick<Service, 'login' | 'macAddresses'>;

/** What routers may call a line when they ask: its login, or a device of it in any way of writing. */
export class LineNames {
  readonly #devices: ReadonlySet<string>;

  constructor(
    /** What the operator calls it. */
    readonly asked: string,
    private readonly service?: NamedLine,
  ) {
    const device = normaliseMacAddress(asked);
    this.#devices = new Set([...(service?.macAddresses ?? []), ...(device === undefined ? [] : [device])]);
  }

  get login(): string {
    return this.service?.login ?? this.asked;
  }

  has(name: string): boolean {
    return name === this.asked || name === this.service?.login || this.#devices.has(normaliseMacAddress(name) ?? '');
  }
}
