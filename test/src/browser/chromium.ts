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

export const isChromiumThere = existsSync(EXECUTABLE);

/** The ways in which every page has to look right. */
export const VARIANTS: Readonly<
  Record<'light' | 'dark' | 'phone', { readonly theme: 'light' | 'dark'; readonly options: BrowserContextOptions }>
> = {
  light: { theme: 'light', options: { viewport: { width: 1440, height: 1000 } } },
  dark: { theme: 'dark', options: { viewport: { width: 1440, height: 1000 } } },
  phone: { theme: 'light', options: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } },
};

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: EXECUTABLE, headless: true, args: ARGUMENTS });
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
