import type { Customer } from '@tapline/sdk';
import type { AdminRequest } from '../frame/admin-request.js';

/** A panel of an add-on: its markup, or why there is none. */
export interface DrawnPanel {
  readonly key: string;
  readonly addonId: string;
  readonly title: string;
  readonly markup?: string;
  readonly trouble?: string;
}

/** Each panel reads and is drawn by itself, so that one that fails spoils nothing else; panels with nothing to show are left out. */
export async function drawPanels(request: AdminRequest, customer: Customer): Promise<readonly DrawnPanel[]> {
  const panels = request.services.contributions.customerPanels();
  const drawn = await Promise.all(
    panels.map(async ({ addonId, panel }): Promise<DrawnPanel | undefined> => {
      const about = { key: `${addonId}-${panel.id}`, addonId, title: panel.title };
      try {
        const content = await request.view((tx) => panel.render(tx, customer));
        return content && { ...about, markup: request.render(content) };
      } catch (error) {
        request.services.logger.warn(
          { err: error, addon: addonId, panel: panel.id, customerId: customer.id },
          'a panel could not be drawn',
        );
        return { ...about, trouble: (error as Error).message };
      }
    }),
  );
  return drawn.filter((panel) => panel !== undefined);
}
