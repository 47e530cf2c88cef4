import type { Capability, JsonSchema } from '@tapline/sdk';
import type { BrokenPackage, KnownAddon } from './addon-catalogue.js';
import type { AddonConfig } from './addon-config.js';
import type { AddonStatus } from './addon-state.js';
import type { AddonRecord } from './addon-state-store.js';

/** An add-on as an admin sees it. */
export interface AddonInfo extends AddonStatus {
  /** The package's name for one that is not understood. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly package: string;
  readonly version: string;
  readonly isEnabled: boolean;
  readonly capabilities: readonly Capability[];
  readonly configSchema: JsonSchema | undefined;
  /** With `********` in place of secrets; a secret that comes back so is kept. */
  readonly config: AddonConfig;
}

export function describeAddon({ package: found, settings }: KnownAddon, record: AddonRecord, status: AddonStatus): AddonInfo {
  const { id, title, description = '', capabilities, config } = found.manifest;
  return {
    ...status,
    id,
    title,
    description,
    package: found.specifier,
    version: found.version,
    isEnabled: record.isEnabled,
    capabilities,
    configSchema: config,
    config: settings.redact(record.config),
  };
}

export function describeBroken({ specifier, status }: BrokenPackage): AddonInfo {
  return {
    ...status,
    id: specifier,
    title: specifier,
    description: '',
    package: specifier,
    version: '',
    isEnabled: false,
    capabilities: [],
    configSchema: undefined,
    config: {},
  };
}
