import { Icon } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { Theme } from './document.js';

/** Without scripts the form is sent and the page comes back in the other theme; with them it changes at once. */
export function ThemeSwitch({ theme, returnPath }: { readonly theme: Theme; readonly returnPath: string }): JSX.Element {
  return (
    <form method="post" action="/theme" data-theme-switch>
      <input type="hidden" name="next" value={returnPath} />
      <button
        type="submit"
        class="tl-icon-button"
        name="theme"
        value={theme === 'dark' ? 'light' : 'dark'}
        aria-label="Switch between light and dark"
      >
        <Icon name="moon" class="tl-when-light" />
        <Icon name="sun" class="tl-when-dark" />
      </button>
    </form>
  );
}
