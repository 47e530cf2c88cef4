/** The address if a click on it stays harmless: of this site, http(s), mail or telephone; else `#`. No renderer looks at addresses by itself. */
export function safeHref(address: string): string {
  // Browsers ignore these characters when they look for the scheme.
  const bare = Array.from(address)
    .filter((character) => character > ' ')
    .join('');
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(bare)?.[1]?.toLowerCase();
  if (scheme === undefined) return bare.startsWith('//') || bare.startsWith('/\\') || bare.startsWith('\\') ? '#' : address;
  return ['http', 'https', 'mailto', 'tel'].includes(scheme) ? address : '#';
}

/** A path of this site to go on to after signing in; anything else is the first page. */
export function safeReturnPath(path: string | undefined): string {
  if (path === undefined || !path.startsWith('/') || safeHref(path) !== path || path.includes('\\')) return '/';
  return path;
}
