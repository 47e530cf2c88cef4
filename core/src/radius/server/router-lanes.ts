import type { LoadGateOptions } from './load-gate.js';
import type { RouterTable } from './router-table.js';

const STRANGERS = '';

/** Under overload each address of a router has a lane of its own, and all strangers share one. */
export function routerLanes(routers: RouterTable, patienceMs: number): Pick<LoadGateOptions, 'laneOf' | 'patienceMs'> {
  return {
    laneOf: (address) => (routers.find(address) ? address : STRANGERS),
    patienceMs: (address) =>
      Math.max(...(routers.find(address)?.routers ?? []).map(({ timeoutMs }) => timeoutMs ?? patienceMs), 0) || patienceMs,
  };
}
