import type { Service, Transaction } from '@tapline/sdk';
import type { ServiceService } from '../../services/service-service.js';
import { circuitText, normaliseMacAddress } from '../codec/index.js';
import type { NewLoginTest } from './login-test-schema.js';
import type { TestWay } from './test-request.js';

export type LineSource = Pick<ServiceService, 'findByLogin' | 'findByDevice' | 'findByCircuit'>;

/** Which line a test is about, and how a router asks for it. */
export interface TestedLine {
  readonly service: Service | undefined;
  readonly way: TestWay;
  /** The device that asks, where it is what was named instead of a login. */
  readonly device: string | undefined;
  readonly circuitId: string | null;
  readonly remoteId: string | null;
}

/** As `findLine` finds the line of a request: by the port, by login, then by MAC address. */
export async function findTestedLine(tx: Transaction, services: LineSource, test: NewLoginTest): Promise<TestedLine> {
  const circuitId = test.circuitId === undefined ? null : circuitText(test.circuitId);
  const remoteId = test.remoteId === undefined ? null : circuitText(test.remoteId);
  const device = normaliseMacAddress(test.login);
  const isAtPort = circuitId !== null || remoteId !== null;
  const atPort = isAtPort ? await services.findByCircuit(tx, { circuitId, remoteId }) : undefined;
  const named = atPort ?? (await services.findByLogin(tx, test.login));
  const service = named ?? (device === undefined ? undefined : await byDevice(tx, services, device));
  if (isAtPort) return { service, way: 'dhcp', device, circuitId, remoteId };
  const { accessType } = service?.loginRules ?? { accessType: 'any' };
  const { circuitId: ownCircuit = null, remoteId: ownRemote = null } = service?.loginRules ?? {};
  const way = accessType !== 'any' ? accessType : device === undefined ? 'pppoe' : 'dhcp';
  return { service, way, device, circuitId: ownCircuit, remoteId: ownRemote };
}

/** Several lines may have a device: one that is told by it goes first, then the oldest. */
async function byDevice(tx: Transaction, services: LineSource, device: string): Promise<Service | undefined> {
  const found = await services.findByDevice(tx, device);
  const rank = ({ loginRules: { accessType } }: Service): number => ['dhcp', 'hotspot', 'any', 'pppoe'].indexOf(accessType);
  return found.toSorted((a, b) => rank(a) - rank(b))[0];
}
