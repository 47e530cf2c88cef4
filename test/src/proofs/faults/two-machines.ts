import { copyFileSync, mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Configuration } from '@tapline/core/testing';
import { freeUdpPort } from '../../end-to-end/tapline-process.js';

/** Two machines of one installation: the same database and key, ports and a folder of their own. */
export async function twoMachines(first: Configuration): Promise<readonly [Configuration, Configuration]> {
  return [await withPorts(first), await withPorts(besides(first))];
}

async function withPorts(configuration: Configuration): Promise<Configuration> {
  const ports = { authPort: await freeUdpPort(), accountingPort: await freeUdpPort() };
  return { ...configuration, radius: { ...configuration.radius, host: '127.0.0.1', ...ports } };
}

function besides(configuration: Configuration): Configuration {
  const dataDirectory = join(configuration.dataDirectory, 'second');
  mkdirSync(dataDirectory);
  copyFileSync(join(configuration.dataDirectory, 'master.key'), join(dataDirectory, 'master.key'));
  const filename = join(relative(dataDirectory, configuration.dataDirectory), configuration.database.filename);
  return { ...configuration, dataDirectory, database: { ...configuration.database, filename } };
}
