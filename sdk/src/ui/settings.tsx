import { type ComponentChildren, type Context, createContext, type JSX } from 'preact';
import { useContext } from 'preact/hooks';
import type { CurrencyCode } from '../money/currency.js';

/** What pages need to write amounts, days and icons; given once by whoever draws the page. */
export interface UiSettings {
  readonly locale: string;
  readonly currency: CurrencyCode;
  readonly timeZone: string;
  /** Business time of this view: what "3 hours ago" counts from. */
  readonly nowMs: number;
  /** The `d` of each path of an icon, by the icon's name, drawn in a square of 24. */
  readonly iconPaths: Readonly<Record<string, readonly string[]>>;
}

const CONTEXT = Symbol.for('@tapline/sdk ui settings');
const shared = globalThis as { [CONTEXT]?: Context<UiSettings> };
/** One for all copies of this package in a process: whoever draws the page may have another than the add-on. */
shared[CONTEXT] ??= createContext<UiSettings>({ locale: 'en', currency: 'EUR', timeZone: 'UTC', nowMs: 0, iconPaths: {} });
const UiContext = shared[CONTEXT];

export function UiProvider({ settings, children }: { readonly settings: UiSettings; readonly children?: ComponentChildren }): JSX.Element {
  return <UiContext.Provider value={settings}>{children}</UiContext.Provider>;
}

export function useUiSettings(): UiSettings {
  return useContext(UiContext);
}

/** The one scale of meaning behind all colours. */
export type Tone = 'good' | 'warning' | 'bad' | 'info' | 'neutral';
