import { randomBytes } from 'node:crypto';
import { conflict, type Operation, TaplineError } from '@tapline/sdk';
import { Alert, LinkButton } from '@tapline/sdk/ui';
import { CONNECTION_INPUT, type ConnectionInput, changedInput, countsAlike, settingsOf } from '../connections/connection-settings.js';
import { findRouter } from '../connections/find-router.js';
import { type RouterFacts, readFacts } from '../connections/router-facts.js';
import { hrefOf } from '../pages/router-details.js';
import type { MikrotikServices } from '../services.js';

interface Connected {
  readonly router: string;
  readonly routerId: string;
  readonly facts: RouterFacts | null;
  /** Why it cannot be reached, in words. */
  readonly trouble: string | null;
  readonly isPasswordMade: boolean;
}

const PASSWORD_OCTETS = 18;

export function connectOperation(services: MikrotikServices): Operation<ConnectionInput, Connected> {
  const { routers, store, links, counting, transactions, clock } = services;
  return {
    id: 'connect',
    title: 'Connect a MikroTik router',
    description:
      'Saves how its API is reached, and tries it. Without a password one is made, which the set-up script then gives to the router. Of a router that is connected already, commands and the API change only what they name.',
    icon: 'router',
    permission: 'network.write',
    isReadOnly: false,
    input: CONNECTION_INPUT,
    reach: async ({ input, named }) => {
      const saved = await transactions.run(async (tx) => {
        const router = await findRouter(tx, routers, input.router);
        const known = await store.find(tx, router.id);
        if (known && named.includes('replaces') && !input.replaces) throw connectedAlready(router.name);
        const settings = settingsOf(known ? changedInput(known.settings, input, named) : input);
        const isPasswordMade = input.password === '' && known === undefined;
        const password = isPasswordMade ? randomBytes(PASSWORD_OCTETS).toString('base64url') : input.password;
        // What is set anew counts from the next minute on.
        await store.note(tx, router.id, { reconciled_at_ms: null });
        if (known && !countsAlike(known.settings, settings)) {
          await store.note(tx, router.id, { counted_at_ms: null, counting: null });
          await counting.endRouter(tx, router.id, clock.nowMs());
        }
        await store.save(tx, router.id, { settings, password, forgetsCertificate: input.forgetsCertificate });
        return { router, isPasswordMade };
      });
      const { id: routerId, name } = saved.router;
      links.forget(routerId);
      const about = { router: name, routerId, isPasswordMade: saved.isPasswordMade };
      try {
        const facts = await links.use(routerId, (client) => readFacts(client, clock.nowMs()));
        await transactions.run((tx) =>
          store.note(tx, routerId, { facts, seen_at_ms: clock.nowMs(), trouble: null, trouble_since_ms: null }),
        );
        return { ...about, facts, trouble: null };
      } catch (error) {
        if (!(error instanceof TaplineError)) throw error;
        await transactions.run((tx) => store.note(tx, routerId, { trouble: error.message, trouble_since_ms: clock.nowMs() }));
        return { ...about, facts: null, trouble: error.message };
      }
    },
    view: (connected) => <ConnectedView connected={connected} />,
  };
}

function connectedAlready(name: string): Error {
  return conflict(
    'MIKROTIK_CONNECTED_ALREADY',
    `${name} is connected already; open its page and press Change, or say that what is saved is to be changed`,
    'router',
  );
}

function ConnectedView({ connected: { router, routerId, facts, trouble, isPasswordMade } }: { readonly connected: Connected }) {
  return (
    <>
      {facts ? (
        <Alert tone="good" title={`${router} answers`}>
          {facts.model}, RouterOS {facts.version}, named {facts.identity}.
        </Alert>
      ) : (
        <Alert tone="warning" title={`Saved; ${router} cannot be reached yet`}>
          {trouble}
          {isPasswordMade && ' A password was made: the set-up script gives it to the router.'}
        </Alert>
      )}
      <div class="tl-buttons">
        <LinkButton href={hrefOf('setup-script', { name: router })} icon="copy">
          Set-up script
        </LinkButton>
        <LinkButton href={hrefOf('check', { name: router })} icon="search">
          Check the set-up
        </LinkButton>
        <LinkButton href={`/addons/mikrotik/routers?router=${routerId}`} icon="router">
          The router
        </LinkButton>
      </div>
    </>
  );
}
