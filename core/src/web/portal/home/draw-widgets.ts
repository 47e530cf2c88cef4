import { localized } from '@tapline/sdk';
import type { PortalRequest } from '../frame/portal-request.js';

/** A widget of an add-on: its markup, or none when it failed. */
export interface DrawnWidget {
  readonly key: string;
  readonly title: string;
  readonly markup: string | undefined;
}

/** Each widget reads and is drawn by itself, so that one that fails spoils nothing else; those with nothing to show are left out. */
export async function drawWidgets(request: PortalRequest): Promise<readonly DrawnWidget[]> {
  const { contributions, logger } = request.services;
  const { customer, language } = request;
  const drawn = await Promise.all(
    contributions.portalWidgets().map(async ({ addonId, widget }): Promise<DrawnWidget | undefined> => {
      const about = { key: `${addonId}-${widget.id}`, title: localized(widget.title, language) };
      try {
        const content = await request.view((tx) => widget.render({ tx, customer, language }));
        return content && { ...about, markup: request.render(content) };
      } catch (error) {
        logger.warn({ err: error, addon: addonId, widget: widget.id, customerId: customer.id }, 'a portal widget could not be drawn');
        return { ...about, markup: undefined };
      }
    }),
  );
  return drawn.filter((widget) => widget !== undefined);
}
