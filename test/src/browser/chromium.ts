import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const EXECUTABLE = process.env.TAPLINE_TEST_CHROMIUM ?? '/usr/bin/chromium';
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const CLOSES_WITHIN_MS = 500;
const CLOSING_TRIES = 40;

export const isChromiumThere = existsSync(EXECUTABLE);

/** The ways in which every page has to look right. */
export const VARIANTS: Readonly<
  Record<'light' | 'dark' | 'phone', { readonly theme: 'light' | 'dark'; readonly options: BrowserContextOptions }>
> = {
  light: { theme: 'light', options: { viewport: { width: 1440, height: 1000 } } },
  dark: { theme: 'dark', options: { viewport: { width: 1440, height: 1000 } } },
  phone: { theme: 'light', options: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } },
};

/** `hosts` says what stands for names of hosts: `MAP tapline.test 127.0.0.1:8080`. */
export function launchChromium({ hosts }: { readonly hosts?: string } = {}): Promise<Browser> {
  const args = hosts === undefined ? ARGUMENTS : [...ARGUMENTS, `--host-resolver-rules=${hosts}`];
  return chromium.launch({ executablePath: EXECUTABLE, headless: true, args });
}

/**
 * Closes a window, whatever it is doing. An order to close that meets a window just as it changes to another page is answered by Chromium and lost
 * (https://crbug.com/536385539), and `page.close()` then waits for ever: here it is given until the window is gone.
 */
export async function closeWindow(page: Page): Promise<void> {
  const isGone = (): Promise<boolean> =>
    page.waitForEvent('close', { timeout: CLOSES_WITHIN_MS }).then(
      () => true,
      () => page.isClosed(),
    );
  const first = isGone();
  page.close().catch(() => undefined);
  if (await first) return;
  for (let tries = 0; tries < CLOSING_TRIES; tries++) {
    const again = isGone();
    page
      .context()
      .newCDPSession(page)
      .then((session) => session.send('Page.close'))
      .catch(() => undefined);
    if (await again) return;
  }
  throw new Error(`the window with ${page.url()} does not close`);
}

/** Collects what the browser complains about on a page. */
export function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    // A form that is sent back with what is wrong has this status, which Chromium prints as if the page were missing.
    const isRefusedForm = message.text().includes('status of 422');
    if (['error', 'warning'].includes(message.type()) && !isRefusedForm) complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  return complaints;
}
