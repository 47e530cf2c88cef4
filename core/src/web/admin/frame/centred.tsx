import type { ComponentChildren, JSX } from 'preact';
import { Document, type Theme } from './document.js';
import { ThemeSwitch } from './theme-switch.js';
import { Wordmark } from './wordmark.js';

export interface CentredProps {
  readonly title: string;
  readonly companyName: string;
  readonly theme: Theme;
  readonly path: string;
  readonly isWide?: boolean;
  readonly children?: ComponentChildren;
}

/** A page without navigation: for those who are not signed in. */
export function Centred({ title, companyName, theme, path, isWide = false, children }: CentredProps): JSX.Element {
  return (
    <Document title={title} companyName={companyName} theme={theme}>
      <main class="tl-centre">
        <Wordmark href="/" />
        <div class={`card${isWide ? ' tl-wide' : ''}`}>
          <div class="card-body">{children}</div>
        </div>
        <div class="tl-centre-foot">
          <span>{companyName}</span>
          <ThemeSwitch theme={theme} returnPath={path} />
        </div>
      </main>
    </Document>
  );
}
