import { type JsonSchema, type Line, notFound, type Operation, type Router } from '@tapline/sdk';
import { endSessions } from '../live/ending.js';
import { type LineView, viewLine } from '../live/line-view.js';
import { LineViews } from '../pages/line-views.js';
import type { MikrotikServices } from '../services.js';

interface LineInput {
  readonly login: string;
}

const INPUT: JsonSchema = {
  type: 'object',
  properties: { login: { type: 'string', title: 'Line', description: 'The login of a service, or its id.', minLength: 1, maxLength: 190 } },
  required: ['login'],
  additionalProperties: false,
};

export interface SeenLine {
  readonly router: string;
  readonly view: LineView | null;
  readonly trouble: string | null;
}

export interface LineLook {
  readonly login: string;
  readonly seen: readonly SeenLine[];
}

export function lookOperation(services: MikrotikServices): Operation<LineInput, LineLook> {
  return {
    id: 'look',
    title: 'Look at a line now',
    description: 'Asks the routers for its traffic at this moment, whether it answers a ping, its ARP entry, its lists and its queue.',
    icon: 'gauge',
    permission: 'radius.read',
    isReadOnly: true,
    page: 'routers',
    input: INPUT,
    reach: async ({ input: { login } }) => {
      const line = await lineOf(services, login);
      const seen = await atEachRouter(services, async (router): Promise<SeenLine> => {
        const view = await services.links.use(router.id, (client) => viewLine(client, line));
        return { router: router.name, view: view ?? null, trouble: null };
      });
      return { login: line.login, seen };
    },
    view: (look) => <LineViews look={look} />,
  };
}

export function endOperation(services: MikrotikServices): Operation<LineInput, string> {
  return {
    id: 'end-sessions',
    title: 'End a line’s sessions by the API',
    description:
      'Where a router does not answer Disconnect-Requests: ends PPP and Hotspot sessions and dynamic leases, so that the device comes anew.',
    icon: 'x',
    permission: 'network.write',
    isReadOnly: false,
    input: INPUT,
    reach: async ({ input: { login } }) => {
      const line = await lineOf(services, login);
      let ended = 0;
      const told = await atEachRouter(services, async (router) => {
        const count = await services.links.use(router.id, (client) =>
          endSessions(client, { login: line.login, ipv4Address: null, macAddresses: line.macAddresses }),
        );
        ended += count;
        return { router: router.name, view: null, trouble: null };
      });
      const troubles = told.flatMap(({ trouble }) => trouble ?? []);
      return [`Ended ${ended} ${ended === 1 ? 'session' : 'sessions'} of ${line.login}.`, ...troubles].join(' ');
    },
  };
}

async function lineOf({ transactions, services, lines }: MikrotikServices, loginOrId: string): Promise<Line> {
  const line = await transactions.run(async (tx) => {
    const service = await services.find(tx, loginOrId);
    return service && (await lines.some(tx, [service.id]))[0];
  });
  if (line) return line;
  throw notFound('SERVICE_UNKNOWN', `there is no service with the login or id ${loginOrId}`);
}

/** A router that cannot be reached says so in its place. */
async function atEachRouter(services: MikrotikServices, work: (router: Router) => Promise<SeenLine>): Promise<readonly SeenLine[]> {
  const { transactions, store, routers } = services;
  const connected = await transactions.run(async (tx) => {
    const ids = new Set((await store.all(tx)).map(({ routerId }) => routerId));
    return (await routers.list(tx)).filter(({ id }) => ids.has(id));
  });
  return Promise.all(
    connected.map((router) =>
      work(router).catch((error: unknown) => ({ router: router.name, view: null, trouble: String((error as Error).message) })),
    ),
  );
}
