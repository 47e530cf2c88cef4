import type { Transaction } from '@tapline/sdk';
import { WEB_ACTOR } from '../../http/session.js';
import type { WebContext } from '../../http/web-context.js';
import type { PortalServices } from '../frame/portal-services.js';

/**
 * How the line stands that somebody comes from. `unknown`: the address is nobody's. What is shown of it says nothing that only its customer may
 * know: an address proves nobody.
 */
export type GardenState = 'unknown' | 'open' | 'notActive' | 'dataUsedUp' | 'restricted';

/** Somebody who asks for a page. */
interface Visitor {
  readonly ctx: Pick<WebContext, 'ip'>;
  readonly services: PortalServices;
}

/** By the address of the visitor: as routers report who has it, and where none does, by whose it is. */
export async function gardenStateOf({ ctx, services }: Visitor): Promise<GardenState> {
  const address = ctx.ip.replace(/^::ffff:/, '');
  return services.database.view(WEB_ACTOR, async (tx) => {
    const [session] = await services.sessions.whoHad(tx, { address, atMs: services.clock.nowMs() });
    const serviceId = session ? session.serviceId : await services.addressBook.keeperOf(tx, address);
    if (serviceId === null) return 'unknown';
    const { isAllowed, shutBy } = await services.access.access(tx, serviceId);
    if (isAllowed) return 'open';
    if (shutBy === 'notActive') return 'notActive';
    return (await isDataUsedUp(services, tx, serviceId)) ? 'dataUsedUp' : 'restricted';
  });
}

/** A meter that fails hides nothing else. */
async function isDataUsedUp({ quotas, logger }: PortalServices, tx: Transaction, serviceId: string): Promise<boolean> {
  try {
    return (await quotas.state(tx, serviceId))?.isExhausted ?? false;
  } catch (error) {
    logger.warn({ err: error, serviceId }, 'a meter could not say what is left');
    return false;
  }
}
