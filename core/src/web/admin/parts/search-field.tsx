import { Icon } from '@tapline/sdk/ui';
import type { JSX } from 'preact';

export interface SearchFieldProps {
  readonly action: string;
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  /** The id of the element that the findings are loaded into while somebody types. */
  readonly target: string;
  /** Other values of the query string that a search keeps. */
  readonly kept?: Readonly<Record<string, string>>;
}

/** Searches while somebody types; without scripts on Enter. */
export function SearchField({ action, label, placeholder, value, target, kept = {} }: SearchFieldProps): JSX.Element {
  return (
    <form class="tl-search" method="get" action={action}>
      {Object.entries(kept).map(([name, text]) => text !== '' && <input key={name} type="hidden" name={name} value={text} />)}
      <search>
        <label class="visually-hidden" for={`${target}-search`}>
          {label}
        </label>
        <Icon name="search" />
        <input
          id={`${target}-search`}
          class="form-control"
          type="search"
          name="q"
          value={value}
          placeholder={placeholder}
          autocomplete="off"
          hx-get={action}
          hx-trigger="input changed delay:250ms"
          hx-target={`#${target}`}
          hx-swap="outerHTML"
          hx-sync="this:replace"
          hx-replace-url="true"
          hx-include="closest form"
        />
      </search>
    </form>
  );
}
