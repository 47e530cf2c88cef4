import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChildServer } from '../child-server.js';
import { eventually } from '../tools.js';
import { type ProxyOptions, proxyConfiguration } from './freeradius-proxy-configuration.js';

/** Debian: freeradius. */
export const isFreeradiusThere = spawnSync('freeradius', ['-v'], { stdio: 'ignore' }).error === undefined;

/** FreeRADIUS in the foreground, in a folder of its own; nothing of the system's is touched. */
export class FreeradiusProxy {
  private constructor(
    private readonly directory: string,
    private readonly child: ChildServer,
  ) {}

  static async start(options: Omit<ProxyOptions, 'directory'>): Promise<FreeradiusProxy> {
    const directory = mkdtempSync(join(tmpdir(), 'tapline-freeradius-'));
    writeFileSync(join(directory, 'radiusd.conf'), proxyConfiguration({ ...options, directory }), { mode: 0o600 });
    const proxy = new FreeradiusProxy(directory, new ChildServer('freeradius', ['-X', '-d', directory, '-n', 'radiusd']));
    try {
      await eventually(() => {
        if (!proxy.child.isRunning()) throw new Error(`FreeRADIUS did not start:\n${proxy.said}`);
        return Promise.resolve(proxy.said.includes('Ready to process requests') ? true : undefined);
      });
      return proxy;
    } catch (error) {
      await proxy.stop();
      throw error;
    }
  }

  /** The end of its debug output. */
  get said(): string {
    return this.child.said;
  }

  async stop(): Promise<void> {
    await this.child.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
