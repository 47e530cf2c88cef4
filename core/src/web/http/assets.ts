// The one import of @koa/send.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { send } from '@koa/send';
import type { Next, WebContext } from './web-context.js';

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;
const require = createRequire(import.meta.url);
const own = fileURLToPath(new URL('../../../assets/', import.meta.url));

const FILES: Readonly<Record<string, string>> = {
  'tabler.css': join(packageDirectory('@tabler/core'), 'dist/css/tabler.min.css'),
  'htmx.js': join(packageDirectory('htmx.org'), 'dist/htmx.min.js'),
  'app.css': join(own, 'app.css'),
  'app.js': join(own, 'app.js'),
  'favicon.svg': join(own, 'favicon.svg'),
};

/** Changes whenever one of the files does, so that browsers may keep them for ever. */
const VERSION = Object.values(FILES)
  .reduce((hash, file) => hash.update(readFileSync(file)), createHash('sha256'))
  .digest('hex')
  .slice(0, 12);

export type AssetName = 'tabler.css' | 'htmx.js' | 'app.css' | 'app.js' | 'favicon.svg';

/** The address of a file that pages refer to. */
export function assetHref(name: AssetName): string {
  return `/assets/${VERSION}/${name}`;
}

/** Serves the files above and no others. */
export async function assets(ctx: WebContext, next: Next): Promise<void> {
  const [, version, name] = /^\/assets\/([^/]+)\/([^/]+)$/.exec(ctx.path) ?? [];
  const file = name !== undefined && Object.hasOwn(FILES, name) ? FILES[name] : undefined;
  if (file === undefined || (ctx.method !== 'GET' && ctx.method !== 'HEAD')) {
    await next();
    return;
  }
  // An older page may ask for an older version: it gets this one, and must not keep it under that name.
  const isCurrent = version === VERSION;
  await send(ctx, basename(file), { root: dirname(file), maxAge: isCurrent ? YEAR_MS : 0, immutable: isCurrent });
}

function packageDirectory(name: string): string {
  return dirname(require.resolve(`${name}/package.json`));
}
