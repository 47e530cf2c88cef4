import type { BillingType } from '@tapline/sdk';
import type { AddonInfo } from '../../../kernel/addons/addon-info.js';
import type { ContributedOperation, ContributedSection } from '../../../kernel/addons/contribution-registry.js';
import { array, flag, freeObject, integer, nullable, object, oneOf, text } from '../api-schema.js';

export const ADDON_SCHEMAS = {
  Addon: object({
    id: { ...text, description: "The package's name for one that cannot be used." },
    title: text,
    description: text,
    package: text,
    version: text,
    isEnabled: flag,
    billedCustomers: {
      ...integer,
      description: 'Customers, without those who are inactive, whose billing type is its own: while it does not run, nothing charges them.',
    },
    state: oneOf('running', 'disabled', 'needs-config', 'incompatible', 'invalid', 'failed', 'quarantined'),
    code: text,
    sentence: { ...text, description: 'How it is with it.' },
    nextStep: { ...text, description: 'What can be done about it.' },
    capabilities: array(text),
    configSchema: nullable({ ...freeObject, description: 'The JSON Schema of its settings.' }),
    config: { ...freeObject, description: 'Its settings, with ******** for secrets; one that is sent back so stays as it is.' },
  }),
  BillingType: object({
    id: text,
    title: text,
    description: text,
    settings: { ...freeObject, description: 'The JSON Schema of billingSettings.' },
  }),
  PlanSection: object({ addon: text, title: text, settings: { ...freeObject, description: 'The JSON Schema of addonSettings.<addon>.' } }),
  Operation: object({
    addon: text,
    id: text,
    title: text,
    description: text,
    permission: text,
    isReadOnly: flag,
    needsIdempotencyKey: flag,
    input: { ...freeObject, description: 'The JSON Schema of its input.' },
  }),
};

export function presentAddon({ configSchema, ...addon }: AddonInfo, billedCustomers: number) {
  return { ...addon, billedCustomers, configSchema: configSchema ?? null };
}

export function presentBillingType({ id, title, description, settings }: BillingType) {
  return { id, title, description, settings };
}

export function presentPlanSection({ addonId, section }: ContributedSection) {
  return { addon: addonId, title: section.title, settings: section.settings };
}

export function presentOperation({ addonId, operation }: ContributedOperation) {
  const { id, title, description, permission, isReadOnly, needsIdempotencyKey = false, input } = operation;
  return { addon: addonId, id, title, description, permission, isReadOnly, needsIdempotencyKey, input };
}
