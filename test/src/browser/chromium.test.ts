import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { requireTool, withinMs } from '../tools.js';
import { closeWindow, isChromiumThere, launchChromium } from './chromium.js';

/** Without {@link closeWindow} about one in six of them stays. */
const WINDOWS = 8;

describe('A window of the browser', function windows() {
  this.timeout(120_000);
  let server: Server;
  let browser: Browser;

  before(async function setUp() {
    requireTool(this, 'chromium', isChromiumThere);
    server = createServer(({ url }, response) => {
      const { port } = server.address() as AddressInfo;
      response.setHeader('Content-Type', 'text/html');
      // As the portal leads on to a gateway: by a page, to another site.
      if (url === '/leaving') response.setHeader('Refresh', `0; url=http://127.0.0.1:${port}/there`);
      response.end(url === '/form' ? '<form method="post" action="/leaving"><button>Go</button></form>' : '<p>A page</p>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    browser = await launchChromium({ hosts: `MAP tapline.test 127.0.0.1:${(server.address() as AddressInfo).port}` });
  });
  after(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
  });

  it('is closed at whatever instant of its way to another page', async () => {
    const context = await browser.newContext();
    for (let turn = 0; turn < WINDOWS; turn++) {
      const page = await context.newPage();
      await page.goto('http://tapline.test/form');
      await page.locator('button').click({ noWaitAfter: true });
      await withinMs(closeWindow(page), 20_000);
      expect(page.isClosed()).to.equal(true);
    }
    expect(context.pages()).to.deep.equal([]);
  });
});
