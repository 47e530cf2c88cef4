// Writes core/src/web/ui/icons/icon-data.ts: the paths of the Tabler icons that the interface uses, and of those that add-ons may name.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const NAMES = `
activity adjustments alert-circle alert-triangle antenna api archive arrow-down arrow-left arrow-right arrow-up ban bell bolt book
bug building building-bank calendar calendar-due cash chart-area chart-bar check chevron-down chevron-left chevron-right circle-check
circle-x clipboard-list clock cloud code coin coins copy credit-card dashboard database device-desktop device-floppy devices dots
download edit eye eye-off external-link file file-invoice filter flag gauge hash heart-rate-monitor help history home hourglass
id inbox info-circle key link list list-details lock lock-open login login-2 logout mail map-pin menu-2 message moon network note package
packages pencil percentage phone plug plug-connected plug-connected-x plus player-pause player-play player-skip-forward power printer puzzle question-mark
receipt receipt-2 refresh repeat report report-money rotate-clockwise router rss school-off search send server server-2 settings
shield shield-check shield-lock sitemap snowflake stack-2 star sun table tag tags terminal-2 toggle-left toggle-right tool tools topology-star
transfer trash trending-down trending-up upload user user-check user-circle user-cog user-off user-plus user-x users wallet wifi wifi-off
world x zoom-in
`
  .trim()
  .split(/\s+/);

// The package maps every sub-path to its icons, so the file beside them is found from one of those.
const require = createRequire(new URL('../../core/package.json', import.meta.url));
const anyIcon = require.resolve('@tabler/icons/outline/home.svg');
const nodes = require(new URL('../../tabler-nodes-outline.json', `file://${anyIcon}`).pathname);

const lines = [...new Set(NAMES)].sort().map((name) => {
  const icon = nodes[name];
  if (!icon) throw new Error(`Tabler has no icon "${name}"`);
  return `  '${name}': [${icon.map(([, { d }]) => `'${d}'`).join(', ')}],`;
});

const text = `// Made by config/development/generate-icons.mjs from @tabler/icons (MIT); not edited by hand.
/** The \`d\` of each path of an icon, drawn in a square of 24. */
export const ICON_PATHS = {
${lines.join('\n')}
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type IconName = keyof typeof ICON_PATHS;
`;

writeFileSync(new URL('../../core/src/web/ui/icons/icon-data.ts', import.meta.url), text);
