import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { invalid, TaplineError } from '@tapline/sdk';
import { compileValidator } from '../validation/validator.js';
import type { Configuration } from './configuration.js';

interface SchemaNode {
  readonly type: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly 'x-secret'?: boolean;
}
type Tree = { [key: string]: unknown };

const require = createRequire(import.meta.url);
const readPackaged = (name: string): Tree => JSON.parse(readFileSync(require.resolve(`@tapline/config/${name}`), 'utf8')) as Tree;
const schema = readPackaged('schema.json') as unknown as SchemaNode;
const validate = compileValidator<Configuration>(schema as unknown as Tree, 'CONFIGURATION_INVALID');

export interface ConfigurationSources {
  /** `--config`: a JSON file over the defaults. */
  readonly file?: string | undefined;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** `--radius.authPort=1812`, by path. */
  readonly flags?: Readonly<Record<string, string>>;
}

/** Every key as a path, `radius.authPort`, with its schema. */
export const CONFIGURATION_KEYS: ReadonlyMap<string, SchemaNode> = new Map(leaves(schema, ''));

/** `radius.authPort` is set by `TAPLINE_RADIUS_AUTH_PORT`. */
export function environmentName(path: string): string {
  return `TAPLINE_${path.replaceAll('.', '_').replace(/([a-z])([A-Z])/g, '$1_$2')}`.toUpperCase();
}

/** Defaults, then the file, the environment and the flags; throws `CONFIGURATION_INVALID` with the key, where it came from and the cure. */
export function loadConfiguration(sources: ConfigurationSources = {}): Configuration {
  const tree = readPackaged('default.json');
  const origins = new Map<string, string>();
  if (sources.file !== undefined) mergeFile(tree, sources.file, origins);
  const environment = sources.environment ?? {};
  for (const [path, node] of CONFIGURATION_KEYS) {
    const name = environmentName(path);
    const value = environment[name];
    if (value !== undefined) setPath(tree, path, fromText(value, node), origins, name);
  }
  for (const [path, value] of Object.entries(sources.flags ?? {})) {
    const node = CONFIGURATION_KEYS.get(path);
    if (!node) throw invalid('CONFIGURATION_INVALID', `--${path} is not a configuration key; 'tapline config' lists them`, path);
    setPath(tree, path, fromText(value, node), origins, `--${path}`);
  }
  return check(tree, origins);
}

/** The configuration with secrets hidden, for people. */
export function redactConfiguration(configuration: Configuration): Tree {
  const copy = structuredClone(configuration) as unknown as Tree;
  for (const [path, node] of CONFIGURATION_KEYS) {
    if (node['x-secret'] && getPath(copy, path) !== '') setPath(copy, path, '********');
  }
  return copy;
}

function check(tree: Tree, origins: ReadonlyMap<string, string>): Configuration {
  try {
    const configuration = validate(tree);
    requireKnown('company.timeZone', () => new Intl.DateTimeFormat('en', { timeZone: configuration.company.timeZone }));
    requireKnown('company.locale', () => new Intl.NumberFormat(configuration.company.locale));
    return configuration;
  } catch (error) {
    if (!(error instanceof TaplineError)) throw error;
    const origin = origins.get(error.field ?? '');
    const cure = error.field ? `; set it in the configuration file, by ${environmentName(error.field)} or --${error.field}=…` : '';
    throw invalid('CONFIGURATION_INVALID', `${error.message}${origin ? `, set by ${origin}` : ''}${cure}`, error.field);
  }
}

function requireKnown(path: string, use: () => unknown): void {
  try {
    use();
  } catch {
    throw invalid('CONFIGURATION_INVALID', `${path} is not known to this system`, path);
  }
}

function mergeFile(tree: Tree, file: string, origins: Map<string, string>): void {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(resolve(file), 'utf8'));
  } catch (cause) {
    throw new TaplineError(
      'CONFIGURATION_UNREADABLE',
      'invalid',
      `the configuration file ${file} cannot be read: ${(cause as Error).message}`,
      {
        cause,
      },
    );
  }
  const merge = (target: Tree, source: Tree, prefix: string): void => {
    for (const [key, value] of Object.entries(source)) {
      const path = prefix + key;
      const below = target[key];
      if (isTree(value) && isTree(below)) merge(below, value, `${path}.`);
      else {
        target[key] = value;
        origins.set(path, file);
      }
    }
  };
  if (!isTree(content)) throw invalid('CONFIGURATION_UNREADABLE', `the configuration file ${file} must hold one JSON object`);
  merge(tree, content, '');
}

function fromText(text: string, node: SchemaNode): unknown {
  if (node.type === 'integer') return /^-?\d+$/.test(text) ? Number(text) : text;
  if (node.type === 'array') return text.split(',').filter((item) => item !== '');
  return text;
}

function leaves(node: SchemaNode, prefix: string): [string, SchemaNode][] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) =>
    child.type === 'object' ? leaves(child, `${prefix}${key}.`) : [[prefix + key, child] as [string, SchemaNode]],
  );
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function getPath(tree: Tree, path: string): unknown {
  return path.split('.').reduce<unknown>((at, key) => (isTree(at) ? at[key] : undefined), tree);
}

function setPath(tree: Tree, path: string, value: unknown, origins?: Map<string, string>, origin?: string): void {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let at = tree;
  for (const key of keys) {
    if (!isTree(at[key])) at[key] = {};
    at = at[key] as Tree;
  }
  at[last] = value;
  if (origins && origin !== undefined) origins.set(path, origin);
}
