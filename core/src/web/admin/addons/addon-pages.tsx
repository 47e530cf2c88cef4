import { invalid, type JsonSchema, notFound, TaplineError } from '@tapline/sdk';
import { type FormTexts, formTexts, LinkButton, readForm } from '@tapline/sdk/ui';
import { requirePermission } from '../../../accounts/permissions.js';
import { customersBilledBy } from '../../../billing/billed-customers.js';
import { SECRET_PLACEHOLDER } from '../../../kernel/addons/addon-config.js';
import type { AddonInfo } from '../../../kernel/addons/addon-info.js';
import { sendFile } from '../../http/send-file.js';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { attempt, type FormProblem } from '../frame/form-problem.js';
import { operationHref, permissionOf } from '../frame/navigation.js';
import { Page } from '../frame/page.js';
import { AddonList, AddonView } from './addon-view.js';
import { addOperationPages } from './operation-pages.js';

export function addAddonPages(routes: AdminRoutes): void {
  routes
    .get('/addons', ['addons.manage'], async (request) => {
      await showList(request, undefined);
    })
    .post('/addons', ['addons.manage'], install)
    .post('/addons/:id/remove', ['addons.manage'], remove)
    .get('/addons/:id', ['addons.manage'], async (request) => {
      const addon = await request.services.addons.info(request.parameter('id'));
      await showAddon(request, addon, undefined, undefined);
    })
    .post('/addons/:id/enable', ['addons.manage'], (request) => act(request, 'enable'))
    .post('/addons/:id/disable', ['addons.manage'], (request) => act(request, 'disable'))
    .post('/addons/:id/settings', ['addons.manage'], configure);
  addOperationPages(routes);
  routes.get('/addons/:id/files/:download/:key', [], sendDownload);
  routes.get('/addons/:id/*path', [], showContributedPage);
}

async function showList(request: AdminRequest, problem: FormProblem | undefined): Promise<void> {
  const { addons } = request.services;
  const all = await addons.list();
  const ids = all.map(({ id }) => id);
  const billedCustomers = await request.view((tx) => customersBilledBy(request.services, tx, ids));
  const list = <AddonList addons={all} billedCustomers={billedCustomers} entered={request.form.package ?? ''} problem={problem} />;
  request.show('Add-ons', list, problem ? { status: 422 } : {});
}

async function install(request: AdminRequest): Promise<void> {
  const name = (request.form.package ?? '').trim();
  const outcome = await attempt(['package'], () => installNamed(request, name));
  if (!outcome.isDone) return showList(request, outcome.problem);
  const addon = outcome.value;
  await noteInAudit(request, addon, 'install', { package: name });
  request.goTo(hrefOf(addon), { tone: addon.state === 'running' ? 'good' : 'warning', text: `${addon.title}: ${addon.sentence}` });
}

/** Whatever is wrong with a package is said where it was named: one that is not there is no page that is not there. */
async function installNamed(request: AdminRequest, name: string): Promise<AddonInfo> {
  try {
    return await request.services.addons.installNamed(name);
  } catch (error) {
    if (error instanceof TaplineError && error.kind !== 'internal') throw invalid(error.code, error.message, 'package');
    throw error;
  }
}

async function remove(request: AdminRequest): Promise<void> {
  const { addons } = request.services;
  const addon = await addons.info(request.parameter('id'));
  await addons.remove(addon.id);
  await noteInAudit(request, addon, 'remove', {});
  request.goTo('/addons', `${addon.title} is removed; its data is kept.`);
}

async function act(request: AdminRequest, action: 'enable' | 'disable'): Promise<void> {
  const { addons } = request.services;
  const addon = await (action === 'enable' ? addons.enable(request.parameter('id')) : addons.disable(request.parameter('id')));
  await noteInAudit(request, addon, action, {});
  const isAsWanted = (action === 'enable') === (addon.state === 'running');
  request.goTo(hrefOf(addon), { tone: isAsWanted ? 'good' : 'warning', text: `${addon.title}: ${addon.sentence}` });
}

async function configure(request: AdminRequest): Promise<void> {
  const { addons, company } = request.services;
  const addon = await addons.info(request.parameter('id'));
  const schema = addon.configSchema ?? {};
  const { values, errors } = readForm(schema, request.form, { currency: company.currency });
  if (Object.keys(errors).length > 0) return showAddon(request, addon, request.form, { errors });
  const outcome = await attempt(Object.keys(schema.properties ?? {}), () =>
    addons.configure(addon.id, keepSecrets(schema, values, addon.config)),
  );
  if (!outcome.isDone) return showAddon(request, addon, request.form, outcome.problem);
  await noteInAudit(request, addon, 'configure', { fields: Object.keys(values) });
  request.goTo(hrefOf(addon), `The settings of ${addon.title} are saved.`);
}

/** A secret that was left empty goes on as it is. */
function keepSecrets(
  schema: JsonSchema,
  entered: Readonly<Record<string, unknown>>,
  stored: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const kept: Record<string, unknown> = { ...entered };
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    if (property['x-widget'] === 'secret' && kept[key] === undefined && stored[key] !== undefined) kept[key] = SECRET_PLACEHOLDER;
    else if (property.properties) {
      kept[key] = keepSecrets(property, (kept[key] ?? {}) as Record<string, unknown>, (stored[key] ?? {}) as Record<string, unknown>);
    }
  }
  return kept;
}

async function showAddon(
  request: AdminRequest,
  addon: AddonInfo,
  texts: FormTexts | undefined,
  problem: FormProblem | undefined,
): Promise<void> {
  const { company, hooks, contributions, operations } = request.services;
  const billedCustomers = await request.view((tx) => customersBilledBy(request.services, tx, [addon.id]));
  request.show(
    addon.title,
    <AddonView
      addon={addon}
      billedCustomers={billedCustomers.get(addon.id) ?? 0}
      texts={texts ?? formTexts(addon.configSchema ?? {}, addon.config, { currency: company.currency })}
      problem={problem}
      statistics={hooks.statistics().filter(({ ownerId }) => ownerId === addon.id)}
      pages={contributions.adminPages().filter(({ addonId }) => addonId === addon.id)}
      operations={operations.list(request.principal).filter(({ addonId }) => addonId === addon.id)}
    />,
    problem ? { status: 422 } : {},
  );
}

async function sendDownload(request: AdminRequest): Promise<void> {
  const wanted = { addonId: request.parameter('id'), id: request.parameter('download'), key: request.parameter('key') };
  sendFile(request.ctx, await request.services.operations.download(request.principal, wanted), 'attachment');
}

/** A page of an add-on, in the frame of the core. */
async function showContributedPage(request: AdminRequest): Promise<void> {
  const addonId = request.parameter('id');
  const page = request.services.contributions.adminPage(addonId, request.parameter('path'));
  requirePermission(request.principal, permissionOf(page ?? {}));
  if (!page) throw notFound('PAGE_UNKNOWN', `there is nothing at ${request.ctx.path}; the add-on may be disabled`);
  const content = await request.view((tx) => page.render({ tx, actor: request.principal.actor, query: request.query }));
  const operations = request.services.operations
    .list(request.principal)
    .filter(({ addonId: owner, operation }) => owner === addonId && operation.page === page.path);
  const actions = operations.map(({ operation: { id, title, icon, isReadOnly } }) => (
    <LinkButton key={id} href={operationHref(addonId, id)} icon={icon} isPrimary={!isReadOnly}>
      {title}
    </LinkButton>
  ));
  request.show(
    page.title,
    <Page title={page.title} actions={actions.length > 0 && actions}>
      {content}
    </Page>,
  );
}

function noteInAudit(request: AdminRequest, addon: AddonInfo, action: string, details: Readonly<Record<string, unknown>>): Promise<void> {
  return request.transaction((tx) =>
    request.services.audit.record(tx, { action: `addon.${action}`, subject: `addon:${addon.id}`, details }),
  );
}

function hrefOf(addon: AddonInfo): string {
  return `/addons/${encodeURIComponent(addon.id)}`;
}
