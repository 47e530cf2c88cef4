import { clearCookie, setCookie } from '../../http/cookies.js';
import type { WebContext } from '../../http/web-context.js';

const FLASH_COOKIE = 'tapline_flash';
const FLASH_SECONDS = 60;
const LONGEST_TEXT = 500;

/** A message for the next page, about what was just done. */
export interface Flash {
  readonly tone: 'good' | 'warning' | 'bad';
  readonly text: string;
}

/** Kept in a cookie: it belongs to this browser, and whichever process draws the next page has it. */
export function setFlash(ctx: WebContext, flash: Flash, options: { readonly isTls: boolean }): void {
  const value = Buffer.from(JSON.stringify({ ...flash, text: flash.text.slice(0, LONGEST_TEXT) })).toString('base64url');
  setCookie(ctx, FLASH_COOKIE, value, { ...options, maxAgeSeconds: FLASH_SECONDS });
}

export function takeFlash(ctx: WebContext, options: { readonly isTls: boolean }): Flash | undefined {
  const cookie = ctx.cookies.get(FLASH_COOKIE);
  if (cookie === undefined || cookie === '') return undefined;
  clearCookie(ctx, FLASH_COOKIE, options);
  try {
    const { tone, text } = JSON.parse(Buffer.from(cookie, 'base64url').toString()) as Partial<Flash>;
    return typeof text === 'string' ? { tone: tone === 'warning' || tone === 'bad' ? tone : 'good', text } : undefined;
  } catch {
    return undefined;
  }
}
