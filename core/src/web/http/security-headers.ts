import type { Middleware } from 'koa';
import helmet from 'koa-helmet';

/**
 * No script but our own files, no frames, no plug-ins. Style attributes are let through for bars and for the positions of letters in charts.
 * Browsers are told to insist on TLS only where people come by TLS: a lab by plain HTTP must stay usable.
 */
export function securityHeaders({ isTls }: { readonly isTls: boolean }): Middleware {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        styleSrcAttr: ["'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // With no referrer at all, browsers send our own forms with the origin null; by plain HTTP that is all there is to tell them by.
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: isTls,
    originAgentCluster: isTls,
    crossOriginOpenerPolicy: isTls,
    xFrameOptions: { action: 'deny' },
  });
}
