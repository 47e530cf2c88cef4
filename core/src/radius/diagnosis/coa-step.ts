import { randomBytes } from 'node:crypto';
import { DisconnectClient, type DisconnectOutcome } from '../change-of-authorization/disconnect-client.js';
import { prepareSecret } from '../codec/index.js';
import type { RouterWithSecret } from './line-facts.js';
import { step, type TestStep } from './test-step.js';

const TITLE = 'Disconnect';

/** Asks routers to end a session that cannot exist: one that answers at all would end a real one too. */
export async function coaSteps(
  routers: readonly RouterWithSecret[],
  limits: { readonly timeoutMs: number; readonly tries: number },
): Promise<readonly TestStep[]> {
  const client = new DisconnectClient(limits);
  try {
    return await Promise.all(routers.map((router) => coaStep(client, router)));
  } finally {
    await client.close();
  }
}

async function coaStep(client: DisconnectClient, router: RouterWithSecret): Promise<TestStep> {
  // Nothing but the session's id: a login or an address could mean a real session.
  const marks = { login: '', acctSessionId: `tapline-test-${randomBytes(6).toString('hex')}`, ipv4Address: null, nasIpAddress: null };
  if (router.coaAddress === null) return nowhere(router);
  const target = { address: router.coaAddress, port: router.coaPort, secret: prepareSecret(Buffer.from(router.secret, 'utf8')) };
  return describe(router, await client.disconnect(target, marks));
}

function nowhere({ name, address }: RouterWithSecret): TestStep {
  return step(TITLE, 'warning', `where ${name} (${address}) takes Disconnect-Requests is not known before it has asked once`, {
    cure: 'give it a CoA address under Routers, or let somebody log in at it',
  });
}

function describe({ name, coaAddress: address, coaPort }: RouterWithSecret, outcome: DisconnectOutcome): TestStep {
  if (outcome.kind === 'refused' || outcome.kind === 'acknowledged') {
    const answer = outcome.kind === 'refused' ? outcome.errorCause || 'no' : 'yes';
    return step(
      TITLE,
      'ok',
      `${name} takes Disconnect-Requests at ${address}:${coaPort} (asked for a session that does not exist, it says: ${answer})`,
    );
  }
  return step(
    TITLE,
    'fault',
    `${name} does not answer Disconnect-Requests at ${address}:${coaPort}: a shut line stays up until it logs in again`,
    {
      cure: `RouterOS: /radius incoming set accept=yes port=${coaPort}; let UDP ${coaPort} through from this server; and see that the secret is the router’s, for it answers to no other`,
    },
  );
}
