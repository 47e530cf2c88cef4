import type { ComponentChildren, JSX } from 'preact';
import { assetHref } from '../../http/assets.js';

export type Theme = 'light' | 'dark';
export const THEME_COOKIE = 'tapline_theme';

export interface DocumentProps {
  readonly title: string;
  readonly companyName: string;
  readonly theme: Theme;
  readonly bodyClass?: string;
  /** English unless given. */
  readonly language?: string;
  readonly children?: ComponentChildren;
}

/** The page around everything: what the browser loads, and the theme, which is right from the first byte. */
export function Document({ title, companyName, theme, bodyClass = '', language = 'en', children }: DocumentProps): JSX.Element {
  return (
    <html lang={language} data-bs-theme={theme}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content={theme} />
        <title>{`${title} · ${companyName}`}</title>
        <link rel="icon" href={assetHref('favicon.svg')} type="image/svg+xml" />
        <link rel="stylesheet" href={assetHref('tabler.css')} />
        <link rel="stylesheet" href={assetHref('app.css')} />
        <script src={assetHref('htmx.js')} defer />
        <script src={assetHref('app.js')} defer />
      </head>
      <body class={bodyClass}>{children}</body>
    </html>
  );
}

export function themeOf(cookie: string | undefined): Theme {
  return cookie === 'dark' ? 'dark' : 'light';
}
