import type { Transaction } from '@tapline/sdk';
import { Alert, Card } from '@tapline/sdk/ui';
import type { JSX, VNode } from 'preact';
import type { AdminRequest } from '../frame/admin-request.js';

/** A panel of an add-on: its markup, or why there is none. */
export interface DrawnPanel {
  readonly key: string;
  readonly addonId: string;
  readonly title: string;
  readonly markup?: string;
  readonly trouble?: string;
}

interface Contributed<Subject> {
  readonly addonId: string;
  readonly panel: { readonly id: string; readonly title: string; render(tx: Transaction, subject: Subject): Promise<VNode | undefined> };
}

/** Each panel reads and is drawn by itself, so that one that fails spoils nothing else; panels with nothing to show are left out. */
export async function drawPanels<Subject extends { readonly id: string }>(
  request: AdminRequest,
  panels: readonly Contributed<Subject>[],
  subject: Subject,
): Promise<readonly DrawnPanel[]> {
  const drawn = await Promise.all(
    panels.map(async ({ addonId, panel }): Promise<DrawnPanel | undefined> => {
      const about = { key: `${addonId}-${panel.id}`, addonId, title: panel.title };
      try {
        const content = await request.view((tx) => panel.render(tx, subject));
        return content && { ...about, markup: request.render(content) };
      } catch (error) {
        request.services.logger.warn({ err: error, addon: addonId, panel: panel.id, subjectId: subject.id }, 'a panel could not be drawn');
        return { ...about, trouble: (error as Error).message };
      }
    }),
  );
  return drawn.filter((panel) => panel !== undefined);
}

export function AddonPanel({ panel }: { readonly panel: DrawnPanel }): JSX.Element {
  return (
    <Card title={panel.title} subtitle={`from the add-on ${panel.addonId}`}>
      {panel.markup === undefined ? (
        <Alert tone="warning" title="This panel could not be shown">
          {panel.trouble}
        </Alert>
      ) : (
        // Drawn by the same renderer a moment ago, alone so that a failure stays alone.
        <div class="tl-panel" dangerouslySetInnerHTML={{ __html: panel.markup }} />
      )}
    </Card>
  );
}
