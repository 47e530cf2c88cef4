import type { JSX } from 'preact';
import { useUiSettings } from './settings.js';

const UNKNOWN = ['M12 12m-9 0a9 9 0 1 0 18 0a9 9 0 1 0 -18 0'] as const;

export interface IconProps {
  /** A name of the Tabler set that the core carries; an unknown one is drawn as a circle. */
  readonly name: string;
  readonly class?: string;
}

/** A drawing beside words that say the same; it is hidden from screen readers. */
export function Icon({ name, class: className = '' }: IconProps): JSX.Element {
  const { iconPaths } = useUiSettings();
  const paths = Object.hasOwn(iconPaths, name) ? iconPaths[name] : undefined;
  return (
    <svg
      class={`icon ${className}`.trim()}
      width="24"
      height="24"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {(paths ?? UNKNOWN).map((path) => (
        <path key={path} d={path} />
      ))}
    </svg>
  );
}
