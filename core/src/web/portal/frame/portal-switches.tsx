import { Icon } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { Theme } from '../../admin/frame/document.js';
import { LANGUAGE_NAMES, LANGUAGES, type Language } from '../language/translate.js';
import { useWords } from '../language/words.js';

/** Each language in its own words. */
export function LanguageSwitch({ language, returnPath }: { readonly language: Language; readonly returnPath: string }): JSX.Element {
  const t = useWords();
  return (
    <form method="post" action="/portal/language" class="tp-languages" aria-label={t('frame.language')}>
      <input type="hidden" name="next" value={returnPath} />
      <Icon name="world" />
      {LANGUAGES.map((each) => (
        <button
          key={each}
          type="submit"
          name="language"
          value={each}
          lang={each}
          {...(each === language ? { 'aria-current': 'true' as const } : {})}
        >
          {LANGUAGE_NAMES[each]}
        </button>
      ))}
    </form>
  );
}

/** As the admin interface's, in the portal's language. */
export function PortalThemeSwitch({ theme, returnPath }: { readonly theme: Theme; readonly returnPath: string }): JSX.Element {
  const t = useWords();
  return (
    <form method="post" action="/theme" data-theme-switch class="tp-theme">
      <input type="hidden" name="next" value={returnPath} />
      <button type="submit" class="tl-icon-button" name="theme" value={theme === 'dark' ? 'light' : 'dark'} aria-label={t('frame.theme')}>
        <Icon name="moon" class="tl-when-light" />
        <Icon name="sun" class="tl-when-dark" />
      </button>
    </form>
  );
}
