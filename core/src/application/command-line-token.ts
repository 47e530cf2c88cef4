import { readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import type { Actor } from '@tapline/sdk';
import type { DependencyContainer } from '@tapline/sdk/di';
import { ACCOUNT_SERVICE } from '../accounts/account-service.js';
import { CONFIGURATION } from '../kernel/config/configuration.js';
import { DATABASE } from '../kernel/database/database.js';

const ACTOR: Actor = { kind: 'system', id: 'start', name: 'Tapline' };

/** Keeps a token with all permissions in the data directory: who may read it may use the command line without signing in. */
export async function provideCommandLineToken(container: DependencyContainer): Promise<void> {
  const file = join(resolve(container.resolve(CONFIGURATION).dataDirectory), 'cli.token');
  const accounts = container.resolve(ACCOUNT_SERVICE);
  const known = readToken(file);
  const made = await container.resolve(DATABASE).transaction(ACTOR, async (tx) => {
    if (known !== undefined && (await accounts.byToken(tx, known))) return undefined;
    return accounts.createToken(tx, { name: `Command line on ${hostname()}`, permissions: ['*'] });
  });
  if (made) writeFileSync(file, `${made.token}\n`, { mode: 0o600 });
}

function readToken(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}
