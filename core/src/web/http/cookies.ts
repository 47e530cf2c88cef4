import type { WebContext } from './web-context.js';

export interface CookieOptions {
  /** Whether people come by TLS; the connection from a proxy to here may be plain. */
  readonly isTls: boolean;
  /** Where it is sent; everywhere unless given. */
  readonly path?: string;
  readonly maxAgeSeconds?: number;
}

/** Sets a cookie that scripts cannot read and other sites do not send. */
export function setCookie(ctx: WebContext, name: string, value: string, { isTls, path = '/', maxAgeSeconds }: CookieOptions): void {
  if (isTls) ctx.cookies.secure = true;
  ctx.cookies.set(name, value, {
    httpOnly: true,
    sameSite: 'lax',
    path,
    secure: isTls,
    overwrite: true,
    ...(maxAgeSeconds === undefined ? {} : { maxAge: maxAgeSeconds * 1000 }),
  });
}

export function clearCookie(ctx: WebContext, name: string, { isTls, path = '/' }: Omit<CookieOptions, 'maxAgeSeconds'>): void {
  if (isTls) ctx.cookies.secure = true;
  ctx.cookies.set(name, '', { httpOnly: true, sameSite: 'lax', path, secure: isTls, overwrite: true, expires: new Date(0) });
}
