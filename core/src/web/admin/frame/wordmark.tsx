import type { JSX } from 'preact';

/** The product's mark: a line with a tap on it; and its name. */
export function Wordmark({ href }: { readonly href: string }): JSX.Element {
  return (
    <a class="tl-wordmark" href={href}>
      <svg width="28" height="28" viewBox="0 0 28 28" aria-hidden="true">
        <rect width="28" height="28" rx="7" class="tl-mark-ground" />
        <path d="M5 18h18M14 18V9M9.5 9h9" fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round" />
        <circle cx="14" cy="18" r="3" fill="#fff" />
      </svg>
      <span>Tapline</span>
    </a>
  );
}
