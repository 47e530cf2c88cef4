import type { ComponentChildren, JSX } from 'preact';

export interface Description {
  readonly term: string;
  readonly value: ComponentChildren;
}

/** Facts as pairs of a word and a value. An empty value is shown as a dash. */
export function DescriptionList({ items }: { readonly items: readonly Description[] }): JSX.Element {
  return (
    <dl class="tl-facts">
      {items.map(({ term, value }) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value === null || value === undefined || value === '' ? <span class="text-secondary">–</span> : value}</dd>
        </div>
      ))}
    </dl>
  );
}
