import { localized } from '@tapline/sdk';
import { contributedHref } from '../frame/portal-navigation.js';
import type { PortalRequest } from '../frame/portal-request.js';
import { isEnded, type OwnLine } from './own-lines.js';

/** A button that leads to where the customer opens a line that is shut. */
export interface LineCure {
  readonly href: string;
  readonly title: string;
}

/** By service. Each page is asked by itself: one that fails hides nothing else. */
export async function curesOf(request: PortalRequest, lines: readonly OwnLine[]): Promise<ReadonlyMap<string, readonly LineCure[]>> {
  const found = new Map<string, readonly LineCure[]>();
  for (const line of lines) {
    if (line.access.shutBy === 'restricted' && !isEnded(line)) found.set(line.service.id, await curesOfLine(request, line));
  }
  return found;
}

async function curesOfLine(request: PortalRequest, { service, access }: OwnLine): Promise<readonly LineCure[]> {
  const { customer, language } = request;
  const { contributions, logger } = request.services;
  const cures: LineCure[] = [];
  for (const { addonId, page } of contributions.portalPages()) {
    try {
      const cure = await request.view(async (tx) => page.cureOf?.({ tx, customer, language, service, access }));
      if (!cure) continue;
      const query = cure.query === undefined ? '' : `?${new URLSearchParams(cure.query)}`;
      cures.push({ href: `${contributedHref(addonId, page.path)}${query}`, title: localized(cure.title, language) });
    } catch (error) {
      logger.warn(
        { err: error, addon: addonId, page: page.path, serviceId: service.id },
        'a portal page could not say whether it opens a line',
      );
    }
  }
  return cures;
}
