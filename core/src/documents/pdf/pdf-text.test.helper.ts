import { spawnSync } from 'node:child_process';

const isThere = spawnSync('pdftotext', ['-v']).error === undefined;

/** Skips where poppler's pdftotext is not installed, and fails there if continuous integration asks for it. */
export function requirePdftotext(test: Mocha.Context): void {
  if (isThere) return;
  if (process.env.TAPLINE_TEST_REQUIRE?.split(',').includes('pdftotext'))
    throw new Error('pdftotext is not installed (Debian: poppler-utils)');
  test.skip();
}

/** The words of a PDF, page by page, as another program reads them. */
export function pdfPages(pdf: Buffer): readonly string[] {
  const { stdout, status, stderr } = spawnSync('pdftotext', ['-layout', '-', '-'], { input: pdf, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout.split('\f').slice(0, -1);
}
