import { invalid, type JsonSchema } from '@tapline/sdk';
import type { SecretBox } from '../security/secret-box.js';
import { compileValidator, type Validator } from '../validation/validator.js';

export type AddonConfig = Readonly<Record<string, unknown>>;

/** Shown in place of a secret; given back unchanged, it keeps the secret as it is. */
export const SECRET_PLACEHOLDER = '********';

const NO_SETTINGS: JsonSchema = { type: 'object', additionalProperties: false };

/** The settings of one add-on: checked by its schema, secrets sealed while they are stored and never shown. */
export class AddonSettings {
  readonly #validate: Validator<AddonConfig>;
  readonly #schema: JsonSchema;

  /** Throws `ADDON_CONFIG_SCHEMA_INVALID`. */
  constructor(
    schema: JsonSchema | undefined,
    private readonly secretBox: SecretBox,
  ) {
    this.#schema = schema ?? NO_SETTINGS;
    if (this.#schema.type !== 'object') throw schemaInvalid('it must describe an object');
    try {
      this.#validate = compileValidator<AddonConfig>(this.#schema, 'ADDON_CONFIG_INVALID');
    } catch (error) {
      throw schemaInvalid((error as Error).message);
    }
  }

  /** Whether the add-on can run without anyone having set anything. */
  get areOptional(): boolean {
    try {
      this.#validate({});
      return true;
    } catch {
      return false;
    }
  }

  /** What the add-on gets. Throws `ADDON_CONFIG_INVALID`, `SECRET_UNREADABLE`. */
  open(stored: AddonConfig): AddonConfig {
    return this.#validate(mapSealed(stored, (sealed) => this.secretBox.open(sealed)));
  }

  /** What is stored when someone has filled in the form. Throws `ADDON_CONFIG_INVALID`, naming the field. */
  seal(entered: AddonConfig, stored: AddonConfig): AddonConfig {
    // Only what came back as it was shown is opened: a secret that cannot be opened any more is mended by entering it anew.
    const kept = mapSecrets(this.#schema, entered, stored, (value, old, field) =>
      value === SECRET_PLACEHOLDER ? this.openKept(old, field) : value,
    );
    const config = this.#validate(kept);
    return mapSecrets(this.#schema, config, undefined, (value) => ({ $sealed: this.secretBox.seal(String(value)) })) as AddonConfig;
  }

  private openKept(stored: unknown, field: string): unknown {
    try {
      return mapSealed(stored, (sealed) => this.secretBox.open(sealed));
    } catch {
      throw invalid('ADDON_CONFIG_INVALID', `${field} was sealed with another key and cannot be opened; enter it anew`, field);
    }
  }

  /** What people may see. */
  redact(stored: AddonConfig): AddonConfig {
    const shown = mapSealed(stored, () => SECRET_PLACEHOLDER);
    return mapSecrets(this.#schema, shown, undefined, () => SECRET_PLACEHOLDER) as AddonConfig;
  }
}

type ChangeSecret = (value: unknown, old: unknown, field: string) => unknown;

function mapSecrets(schema: JsonSchema | undefined, value: unknown, old: unknown, change: ChangeSecret, field = ''): unknown {
  if (value === undefined || value === null) return value;
  if (schema?.['x-widget'] === 'secret') return change(value, old, field);
  const inside = (key: string | number): string => (field === '' ? String(key) : `${field}.${key}`);
  if (Array.isArray(value))
    return value.map((item, index) => mapSecrets(schema?.items, item, (old as unknown[] | undefined)?.[index], change, inside(index)));
  if (typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, inner]) => {
    const before = (old as Record<string, unknown> | null | undefined)?.[key];
    return [key, mapSecrets(schema?.properties?.[key], inner, before, change, inside(key))] as const;
  });
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
}

function mapSealed<T>(value: T, change: (sealed: string) => string): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => mapSealed(item, change)) as T;
  const sealed = (value as { $sealed?: unknown }).$sealed;
  if (typeof sealed === 'string') return change(sealed) as T;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapSealed(inner as unknown, change)])) as T;
}

function schemaInvalid(reason: string): Error {
  return invalid('ADDON_CONFIG_SCHEMA_INVALID', `the schema of the add-on's settings (tapline.config in package.json) is wrong: ${reason}`);
}
