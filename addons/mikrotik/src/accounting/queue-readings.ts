import { serviceOf } from '../access/marks.js';
import type { ConnectionSettings } from '../connections/connection-settings.js';
import { boundLeases, type LineBook } from '../lines/line-book.js';
import type { ApiRow } from '../routeros/client.js';
import { bareAddress, pairOf } from '../routeros/values.js';
import type { QueueReading } from './counter.js';

const SINGLE_ADDRESS = /^\d{1,3}(\.\d{1,3}){3}(\/32)?$/;

/** What the queues on the addresses of devices say, and whose they are: by our mark, by who has the lease, by who keeps the address. */
export function queueReadings(
  queues: readonly ApiRow[],
  leases: readonly ApiRow[],
  book: LineBook,
  { swapsDirections }: Pick<ConnectionSettings, 'swapsDirections'>,
): readonly QueueReading[] {
  const bound = boundLeases(leases);
  const leased = new Set(leases.map((lease) => lease.address ?? ''));
  const counted = queues.filter(isOfDevices);
  const names = new Set(counted.map(({ name }) => name));
  // What a queue has let through its parent has counted too.
  return counted
    .filter(({ parent }) => !names.has(parent))
    .map((queue): QueueReading => {
      const addresses = targetsOf(queue).flatMap((target) => (SINGLE_ADDRESS.test(target) ? [bareAddress(target)] : []));
      const address = addresses.find((each) => bound.has(each)) ?? addresses[0] ?? targetsOf(queue)[0] ?? '';
      const lease = bound.get(address);
      const marked = serviceOf(queue);
      const line = (marked === undefined ? undefined : book.get(marked)) ?? (lease ? book.ofLease(lease) : book.ofAddress(address));
      const [first, second] = pairOf(queue.bytes);
      return {
        queue: queue['.id'] ?? '',
        // As MikroTik's manual has it: bytes from the target first. To be tried on hardware with a known transfer.
        upload: swapsDirections ? second : first,
        download: swapsDirections ? first : second,
        address,
        mac: lease?.['active-mac-address']?.toUpperCase() ?? null,
        service: line?.serviceId ?? null,
        isOnline: lease !== undefined || !leased.has(address),
      };
    });
}

function targetsOf({ target = '' }: ApiRow): readonly string[] {
  return target.split(',');
}

/** Ours may be on IPv6 prefixes as well. */
function isOfDevices(queue: ApiRow): boolean {
  return serviceOf(queue) !== undefined || targetsOf(queue).every((target) => SINGLE_ADDRESS.test(target));
}
