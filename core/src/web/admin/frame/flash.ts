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

export interface FlashOptions {
  readonly isTls: boolean;
  /** Of another face than the admin interface: its own. */
  readonly cookie?: string;
}

/** Kept in a cookie: it belongs to this browser, and whichever process draws the next page has it. */
export function setFlash(ctx: WebContext, flash: Flash, { isTls, cookie = FLASH_COOKIE }: FlashOptions): void {
  const value = Buffer.from(JSON.stringify({ ...flash, text: flash.text.slice(0, LONGEST_TEXT) })).toString('base64url');
  setCookie(ctx, cookie, value, { isTls, maxAgeSeconds: FLASH_SECONDS });
}

export function takeFlash(ctx: WebContext, { isTls, cookie: name = FLASH_COOKIE }: FlashOptions): Flash | undefined {
  const cookie = ctx.cookies.get(name);
  if (cookie === undefined || cookie === '') return undefined;
  clearCookie(ctx, name, { isTls });
  try {
    const { tone, text } = JSON.parse(Buffer.from(cookie, 'base64url').toString()) as Partial<Flash>;
    return typeof text === 'string' ? { tone: tone === 'warning' || tone === 'bad' ? tone : 'good', text } : undefined;
  } catch {
    return undefined;
  }
}
