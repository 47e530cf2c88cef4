import { AccountingRequests } from './accounting-requests.js';
import { isAccounting, type Load, type LoadResult } from './load.js';
import { LoginRequests } from './login-requests.js';
import type { RequestSource } from './request-source.js';
import { runLoad } from './run-load.js';

/** What the generator's process tells its parent. */
export type FromGenerator =
  | { readonly kind: 'window'; readonly is: 'open' | 'closed' }
  | { readonly kind: 'result'; readonly result: LoadResult }
  | { readonly kind: 'failed'; readonly message: string };

/** Logins made once serve every load of the same kind. */
const logins = new Map<string, LoginRequests>();

function sourceFor({ requests, users, secret }: Load): RequestSource {
  if (isAccounting(requests)) return new AccountingRequests({ kind: requests, users, secret });
  const kind = requests === 'echo' ? 'pap' : requests;
  const key = `${kind} ${users} ${secret}`;
  const known = logins.get(key) ?? new LoginRequests({ kind, users, secret });
  logins.set(key, known);
  return known;
}

const tell = (message: FromGenerator): void => {
  process.send?.(message);
};

// Its own process: the servers' loops and the benchmark's are not shared.
process.on('message', (load: Load) => {
  runLoad(load, sourceFor(load), { onWindow: (is) => tell({ kind: 'window', is }) }).then(
    (result) => tell({ kind: 'result', result }),
    (error: Error) => tell({ kind: 'failed', message: error.message }),
  );
});
process.on('disconnect', () => process.exit());
// A terminal's Ctrl+C comes to all; the parent ends this one when it has its turn.
process.on('SIGINT', () => undefined);
