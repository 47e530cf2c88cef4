import type { PortalVisit } from '../frame/portal-visit.js';
import type { GardenState } from './garden-line.js';

/**
 * Tells a device whether it is behind a captive portal, and where to lead its user: RFC 8908, section 5. Devices learn this address by DHCP option
 * 114, DHCPv6 option 103 or the router advertisement option 37 (RFC 8910).
 */
export function captivePortalAnswer({ ctx, services }: PortalVisit, state: GardenState, pagePath: string): void {
  const { publicUrl } = services.company;
  const isCaptive = state !== 'open' && state !== 'unknown';
  ctx.set('Cache-Control', 'private, no-store');
  ctx.type = 'application/captive+json';
  ctx.body = JSON.stringify({
    captive: isCaptive,
    ...(isCaptive ? { 'user-portal-url': `${publicUrl || `${ctx.protocol}://${ctx.host}`}${pagePath}` } : {}),
  });
}
