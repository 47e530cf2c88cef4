import { billingTypesWithoutAddon } from '../../../billing/billed-customers.js';
import { isSilent } from '../../../radius/change-of-authorization/coa-health-store.js';
import type { AdminRequest } from '../frame/admin-request.js';
import { asSentence } from '../frame/form-problem.js';
import { withQuery } from '../parts/hrefs.js';

/** Something that somebody should look at. */
export interface Need {
  readonly tone: 'bad' | 'warning';
  readonly icon: string;
  readonly title: string;
  readonly detail: string;
  readonly href?: string;
}

const ALMOST_FULL = 0.9;

/** What an admin may not settle is left out. */
export async function needsOf(request: AdminRequest, shutLines: number): Promise<readonly Need[]> {
  return [
    ...(await failedEvents(request)),
    ...(await brokenAddons(request)),
    ...(await unchargedCustomers(request)),
    ...(await failingJobs(request)),
    ...(await stuckBilling(request)),
    ...(await moneyInDoubt(request)),
    ...(await silentRouters(request)),
    ...(await fullPools(request)),
    ...shut(shutLines),
  ];
}

async function failedEvents(request: AdminRequest): Promise<readonly Need[]> {
  if (!request.may('addons.manage')) return [];
  const parked = (await request.services.outbox.failures()).filter(({ state }) => state === 'parked');
  const [first] = parked;
  if (!first) return [];
  const title = parked.length === 1 ? 'An event could not be delivered' : `${parked.length} events could not be delivered`;
  return [
    { tone: 'bad', icon: 'alert-circle', title, detail: `${first.consumer}: ${first.error ?? first.eventName}`, href: '/failed-events' },
  ];
}

async function brokenAddons(request: AdminRequest): Promise<readonly Need[]> {
  if (!request.may('addons.manage')) return [];
  const broken = (await request.services.addons.list()).filter(({ state }) => state !== 'running' && state !== 'disabled');
  return broken.map(({ id, title, sentence }) => ({
    tone: 'bad' as const,
    icon: 'puzzle',
    title: `The add-on ${title} does not run`,
    detail: asSentence(sentence),
    href: `/addons/${encodeURIComponent(id)}`,
  }));
}

async function unchargedCustomers(request: AdminRequest): Promise<readonly Need[]> {
  if (!request.may('addons.manage')) return [];
  const types = await request.view((tx) => billingTypesWithoutAddon(request.services, tx));
  return types.map(({ billingType, count }) => ({
    tone: 'bad' as const,
    icon: 'puzzle',
    title: count === 1 ? 'Nothing charges one customer' : `Nothing charges ${count} customers`,
    detail: `Their billing type is ${billingType}, whose add-on does not run; enable it, or give them another billing type.`,
    href: '/addons',
  }));
}

async function failingJobs(request: AdminRequest): Promise<readonly Need[]> {
  if (!request.may('system.manage')) return [];
  const failing = (await request.services.jobs.list()).filter(({ lastError }) => lastError !== null);
  return failing.map(({ title, lastError }) => ({
    tone: 'bad' as const,
    icon: 'calendar-due',
    title: `The job "${title}" failed`,
    detail: asSentence(lastError ?? ''),
    href: '/jobs',
  }));
}

/** No automatic run begins while one that has stopped itself waits. */
async function stuckBilling(request: AdminRequest): Promise<readonly Need[]> {
  if (!request.may('billing.run')) return [];
  const trouble = await request.view((tx) => request.services.billingRuns.trouble(tx));
  if (!trouble) return [];
  const { run, isStopped, parkedCount } = trouble;
  const href = `/billing/${run.id}`;
  if (isStopped) {
    const title = `The billing run of ${run.through} has stopped itself`;
    return [{ tone: 'bad', icon: 'file-invoice', title, detail: asSentence(run.problem ?? 'a person must look at it'), href }];
  }
  const title = parkedCount === 1 ? 'One customer could not be billed' : `${parkedCount} customers could not be billed`;
  return [{ tone: 'warning', icon: 'file-invoice', title, detail: `The billing run of ${run.through} says why of each.`, href }];
}

/** Money that came through a gateway and was not booked. */
async function moneyInDoubt(request: AdminRequest): Promise<readonly Need[]> {
  if (!request.may('payments.write')) return [];
  const search = { state: 'review', page: 1, pageSize: 1 } as const;
  const { attempts, total } = await request.view((tx) => request.services.paymentAttempts.search(tx, search));
  const [newest] = attempts;
  if (!newest) return [];
  const title = total === 1 ? 'Money came that was not booked' : `Money of ${total} payments came that was not booked`;
  const detail = `${newest.customerName}, ${newest.gatewayTitle}: ${newest.reason ?? 'it needs a decision'}`;
  const href = total === 1 ? `/payment-attempts/${newest.id}` : withQuery('/payment-attempts', { state: 'review' });
  return [{ tone: 'bad', icon: 'cash', title, detail: asSentence(detail), href }];
}

/** Lines that were shut stay up on a router that does not answer requests, or refuses to end sessions. */
async function silentRouters(request: AdminRequest): Promise<readonly Need[]> {
  if (!request.may('radius.read', 'network.write')) return [];
  const { routers } = await request.view((tx) => request.services.routerHealth.read(tx));
  return routers.flatMap(({ routerName, coa, openRequests, problem }) => {
    if (!coa) return [];
    const need = { tone: 'warning', icon: 'router', href: '/routers' } as const;
    if (coa.refusal && !isSilent(coa)) {
      return [{ ...need, title: `${routerName} refuses to end sessions`, detail: asSentence(problem || 'it is asked again every hour') }];
    }
    if (openRequests === 0 || coa.silentSinceMs === null) return [];
    const waiting = openRequests === 1 ? 'one session waits' : `${openRequests} sessions wait`;
    const title = `${routerName} does not answer; ${waiting} for a change`;
    return [{ ...need, title, detail: asSentence(problem || 'it is asked again until it answers') }];
  });
}

/** Before the last address is gone, logins are well. */
async function fullPools(request: AdminRequest): Promise<readonly Need[]> {
  if (!request.may('radius.read')) return [];
  const pools = (await request.view((tx) => request.services.networks.list(tx))).filter(({ purpose }) => purpose === 'pool');
  return pools
    .filter(({ usedAddresses, usableAddresses }) => usedAddresses > ALMOST_FULL * usableAddresses)
    .map(({ id, name, cidr, usedAddresses, usableAddresses }) => ({
      tone: usedAddresses >= usableAddresses ? ('bad' as const) : ('warning' as const),
      icon: 'sitemap',
      title: usedAddresses >= usableAddresses ? `The pool ${name} is used up` : `The pool ${name} is almost used up`,
      detail: `${usedAddresses} of ${usableAddresses} of ${cidr} are taken; add a network before logins are refused.`,
      href: `/networks/${id}`,
    }));
}

function shut(count: number): readonly Need[] {
  if (count === 0) return [];
  const title = count === 1 ? 'One line of an active service is shut' : `${count} lines of active services are shut`;
  const detail = 'Their customers are blocked, or an add-on has shut them; each line says why.';
  return [{ tone: 'warning', icon: 'lock', title, detail, href: withQuery('/customers', { line: 'shut' }) }];
}
