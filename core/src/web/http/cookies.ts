import type { WebContext } from './web-context.js';

export interface CookieOptions {
  /** Whether people come by TLS; the connection from a proxy to here may be plain. */
  readonly isTls: boolean;
  readonly maxAgeSeconds?: number;
}

/** Sets a cookie that scripts cannot read and other sites do not send. */
export function setCookie(ctx: WebContext, name: string, value: string, { isTls, maxAgeSeconds }: CookieOptions): void {
  if (isTls) ctx.cookies.secure = true;
  ctx.cookies.set(name, value, {
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure: isTls,
    overwrite: true,
    ...(maxAgeSeconds === undefined ? {} : { maxAge: maxAgeSeconds * 1000 }),
  });
}

export function clearCookie(ctx: WebContext, name: string, { isTls }: Pick<CookieOptions, 'isTls'>): void {
  if (isTls) ctx.cookies.secure = true;
  ctx.cookies.set(name, '', { httpOnly: true, sameSite: 'lax', path: '/', secure: isTls, overwrite: true, expires: new Date(0) });
}
