import { Alert } from '@tapline/sdk/ui';
import type { ComponentChildren, JSX } from 'preact';
import { Document, type Theme } from '../../admin/frame/document.js';
import type { Flash } from '../../admin/frame/flash.js';
import type { Language } from '../language/translate.js';
import { PORTAL_HOME } from './portal-navigation.js';
import { LanguageSwitch, PortalThemeSwitch } from './portal-switches.js';

export interface PortalCentredProps {
  readonly title: string;
  readonly companyName: string;
  readonly theme: Theme;
  readonly language: Language;
  /** The page itself: where a change of language or theme leads back to. */
  readonly path: string;
  readonly flash?: Flash | undefined;
  readonly children?: ComponentChildren;
}

/** A page without navigation, under the provider's name. */
export function PortalCentred({ title, companyName, theme, language, path, flash, children }: PortalCentredProps): JSX.Element {
  return (
    <Document title={title} companyName={companyName} theme={theme} language={language}>
      <main class="tl-centre">
        <a class="tp-company tp-company-large" href={PORTAL_HOME}>
          {companyName}
        </a>
        <div class="card">
          <div class="card-body">
            {flash && <Alert tone={flash.tone} title={flash.text} />}
            {children}
          </div>
        </div>
        <div class="tl-centre-foot">
          <LanguageSwitch language={language} returnPath={path} />
          <PortalThemeSwitch theme={theme} returnPath={path} />
        </div>
      </main>
    </Document>
  );
}
