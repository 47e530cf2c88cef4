import type { Download } from '@tapline/sdk';
import type { MikrotikServices } from '../services.js';

/** A router's configuration as it was, by `<router>-<when it was taken, in ms>`. */
export function backupDownload({ routers, backups }: Pick<MikrotikServices, 'routers' | 'backups'>): Download {
  return {
    id: 'backup',
    title: 'Configuration of a router',
    permission: 'network.write',
    find: async ({ tx, key }) => {
      const [, routerId = '', takenAtMs = ''] = /^([0-9A-Za-z]+)-(\d+)$/.exec(key) ?? [];
      if (routerId === '') return undefined;
      const backup = await backups.get(tx, routerId, Number(takenAtMs));
      const { name } = await routers.get(tx, routerId);
      const day = new Date(backup.taken_at_ms).toISOString().slice(0, 10);
      return {
        filename: `${name.replace(/[^A-Za-z0-9]+/g, '-')}-${day}.rsc`,
        contentType: 'text/plain; charset=utf-8',
        content: Buffer.from(backup.content, 'utf8'),
      };
    },
  };
}
