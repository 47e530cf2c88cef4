import type { ListAnswer, NetworkUseAnswer, PlanUseAnswer, RouterAnswer, ServiceAnswer } from './answers.js';
import { ApiFailure, apiPath } from './api-client.js';
import type { CliContext } from './cli-context.js';
import { UsageError } from './usage-error.js';

/** A service by its login, or by its id. */
export async function findService({ client }: CliContext, loginOrId: string): Promise<ServiceAnswer> {
  try {
    return await client.get<ServiceAnswer>(apiPath`/services/by-login/${loginOrId}`);
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.status !== 404) throw error;
    return client.get<ServiceAnswer>(apiPath`/services/${loginOrId}`);
  }
}

export async function findPlan({ client }: CliContext, nameOrId: string): Promise<PlanUseAnswer> {
  return only((await client.get<ListAnswer<PlanUseAnswer>>('/plans')).items, nameOrId, 'plan');
}

export async function findRouter({ client }: CliContext, nameOrId: string): Promise<RouterAnswer> {
  return only((await client.get<ListAnswer<RouterAnswer>>('/routers')).items, nameOrId, 'router');
}

export async function findNetwork({ client }: CliContext, nameOrId: string): Promise<NetworkUseAnswer> {
  const { items } = await client.get<ListAnswer<NetworkUseAnswer>>('/networks');
  return items.find(({ cidr }) => cidr === nameOrId) ?? only(items, nameOrId, 'network');
}

function only<T extends { readonly id: string; readonly name: string }>(items: readonly T[], nameOrId: string, noun: string): T {
  const byId = items.find(({ id }) => id === nameOrId);
  if (byId) return byId;
  const wanted = nameOrId.toLowerCase();
  const [first, second] = items.filter(({ name }) => name.toLowerCase() === wanted);
  if (first && second)
    throw new UsageError(`there are several ${noun}s named "${nameOrId}"; give the id of one (${first.id}, ${second.id}, …)`);
  if (!first) {
    const names = items.map(({ name }) => `"${name}"`).join(', ');
    const known = items.length === 0 ? 'there are none' : `there are ${names}`;
    throw new ApiFailure(`${noun.toUpperCase()}_UNKNOWN`, `there is no ${noun} "${nameOrId}"; ${known}`, noun, 404);
  }
  return first;
}
