import type { Actor, Customer } from '@tapline/sdk';
import type { ContributedPortalPage } from '../../../kernel/addons/contribution-registry.js';
import type { PortalServices } from './portal-services.js';

/** The pages of add-ons that are in a customer's navigation. One that cannot say so is. */
export async function navigatedPages(
  { contributions, database, logger }: Pick<PortalServices, 'contributions' | 'database' | 'logger'>,
  { actor, customer, language }: { readonly actor: Actor; readonly customer: Customer; readonly language: string },
): Promise<readonly ContributedPortalPage[]> {
  const found: ContributedPortalPage[] = [];
  for (const contributed of contributions.portalPages()) {
    const { addonId, page } = contributed;
    try {
      if ((await database.view(actor, async (tx) => page.isInNavigation?.({ tx, customer, language }))) ?? true) found.push(contributed);
    } catch (error) {
      logger.warn({ err: error, addon: addonId, page: page.path, customerId: customer.id }, 'a portal page cannot say whether it is shown');
      found.push(contributed);
    }
  }
  return found;
}
