import type { Transaction } from '@tapline/sdk';
import { customersBilledBy } from '../../../billing/billed-customers.js';
import type { AddonInfo } from '../../../kernel/addons/addon-info.js';
import type { ApiParts } from '../api-parts.js';
import { defineRoute, FileAnswer } from '../api-route.js';
import { freeObject, list, object, ref, text, typed } from '../api-schema.js';
import { presentAddon, presentBillingType, presentOperation, presentPlanSection } from '../resources/addon-resource.js';

const tag = 'Add-ons';

export const ADDON_ROUTES = [
  defineRoute({
    method: 'GET',
    path: '/addons',
    tag,
    summary: 'The add-ons that are installed, with the state of each.',
    permission: 'addons.manage',
    response: list(ref('Addon')),
    handle: async ({ parts, view }) => ({ items: await presented(parts, view, await parts.addons.list()) }),
  }),
  defineRoute({
    method: 'POST',
    path: '/addons',
    tag,
    summary: 'Takes a package up that npm has put beside Tapline; what an earlier installation has left is taken up again.',
    permission: 'addons.manage',
    status: 201,
    body: typed<{ readonly package: string }>(
      object({ package: { ...text, maxLength: 1000, description: 'Its name, or as the configuration names it.' } }),
    ),
    response: ref('Addon'),
    handle: async ({ parts, view, transaction, body }) => {
      const info = await parts.addons.installNamed(body.package);
      await transaction((tx) => noteInAudit(parts, tx, { addon: info.id, action: 'install', details: { package: body.package } }));
      return presentedOne(parts, view, info);
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/addons/{addon}',
    tag,
    summary: 'Takes an add-on away at once; its data is kept for when it is installed again.',
    permission: 'addons.manage',
    status: 204,
    handle: async ({ parts, transaction, parameters: { addon } }) => {
      await parts.addons.remove(addon);
      await transaction((tx) => noteInAudit(parts, tx, { addon, action: 'remove' }));
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/addons/{addon}',
    tag,
    summary: 'An add-on, its settings and their schema.',
    permission: 'addons.manage',
    response: ref('Addon'),
    handle: async ({ parts, view, parameters }) => presentedOne(parts, view, await parts.addons.info(parameters.addon)),
  }),
  ...(['enable', 'disable'] as const).map((action) =>
    defineRoute({
      method: 'POST',
      path: `/addons/{addon}/${action}`,
      tag,
      summary:
        action === 'enable' ? 'Enables an add-on; whether it runs then is in its state.' : 'Disables an add-on at once; its data is kept.',
      permission: 'addons.manage',
      response: ref('Addon'),
      handle: async ({ parts, view, transaction, parameters: { addon } }) => {
        const info = await parts.addons[action](addon);
        await transaction((tx) => noteInAudit(parts, tx, { addon, action }));
        return presentedOne(parts, view, info);
      },
    }),
  ),
  defineRoute({
    method: 'PUT',
    path: '/addons/{addon}/config',
    tag,
    summary: 'Replaces the settings of an add-on; it goes on with the new ones at once.',
    permission: 'addons.manage',
    body: typed<Readonly<Record<string, unknown>>>(freeObject),
    response: ref('Addon'),
    handle: async ({ parts, view, transaction, parameters: { addon }, body }) => {
      const info = await parts.addons.configure(addon, body);
      await transaction((tx) => noteInAudit(parts, tx, { addon, action: 'configure', details: { fields: Object.keys(body) } }));
      return presentedOne(parts, view, info);
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/billing-types',
    tag,
    summary: 'The ways in which customers can be charged, with the schema of the settings of each.',
    permission: 'customers.read',
    response: list(ref('BillingType')),
    handle: ({ parts }) => Promise.resolve({ items: parts.contributions.billingTypes().map(presentBillingType) }),
  }),
  defineRoute({
    method: 'GET',
    path: '/plan-sections',
    tag,
    summary: 'What add-ons keep on plans, with the schema of the settings of each.',
    permission: ['plans.write', 'customers.read'],
    response: list(ref('PlanSection')),
    handle: ({ parts }) => Promise.resolve({ items: parts.contributions.planSections().map(presentPlanSection) }),
  }),
  defineRoute({
    method: 'GET',
    path: '/operations',
    tag,
    summary: 'What the caller can ask of add-ons, with the schema of the input of each.',
    permission: [],
    response: list(ref('Operation')),
    handle: ({ parts, principal }) => Promise.resolve({ items: parts.operations.list(principal).map(presentOperation) }),
  }),
  defineRoute({
    method: 'POST',
    path: '/addons/{addon}/operations/{operation}',
    tag,
    summary: 'Asks something of an add-on; the permission is the operation’s.',
    permission: [],
    needsIdempotencyKey: 'if-sent',
    body: typed<Readonly<Record<string, unknown>>>(freeObject),
    response: { ...freeObject, description: 'What is no object itself stands under `result`.' },
    handle: async ({ parts, principal, parameters: { addon, operation }, body, idempotencyKey }) => {
      const result = await parts.operations.run(principal, { addonId: addon, operationId: operation, input: body, idempotencyKey });
      return typeof result === 'object' && result !== null ? result : { result: result ?? null };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/addons/{addon}/files/{file}/{key}',
    tag,
    summary: 'A file that an add-on has; the permission is the one that the add-on asks for.',
    permission: [],
    file: 'application/octet-stream',
    handle: async ({ parts, principal, parameters: { addon, file, key } }) =>
      new FileAnswer(await parts.operations.download(principal, { addonId: addon, id: file, key })),
  }),
];

interface AddonAction {
  readonly addon: string;
  readonly action: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

function noteInAudit(parts: ApiParts, tx: Transaction, { addon, action, details = {} }: AddonAction): Promise<void> {
  return parts.audit.record(tx, { action: `addon.${action}`, subject: `addon:${addon}`, details });
}

type View = <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;

async function presented(parts: ApiParts, view: View, infos: readonly AddonInfo[]): Promise<readonly ReturnType<typeof presentAddon>[]> {
  const ids = infos.map(({ id }) => id);
  const billedCustomers = await view((tx) => customersBilledBy(parts, tx, ids));
  return infos.map((info) => presentAddon(info, billedCustomers.get(info.id) ?? 0));
}

async function presentedOne(parts: ApiParts, view: View, info: AddonInfo): Promise<ReturnType<typeof presentAddon>> {
  const billedCustomers = await view((tx) => customersBilledBy(parts, tx, [info.id]));
  return presentAddon(info, billedCustomers.get(info.id) ?? 0);
}
