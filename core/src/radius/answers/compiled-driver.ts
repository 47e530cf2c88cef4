import { invalid, REPLY_PLACEHOLDERS, type RouterDriver, type VendorAttribute } from '@tapline/sdk';
import { type AttributeDefinition, findAttribute } from './attribute-definition.js';
import { parseTemplate, placeholdersOf, type ReplyTemplate } from './reply-template.js';

/** An attribute with what may stand in it: the first template counts whose placeholders are all known. */
export interface CompiledAttribute {
  readonly definition: AttributeDefinition;
  readonly templates: readonly ReplyTemplate[];
}

/** A driver made ready for answering. */
export interface CompiledDriver {
  readonly id: string;
  readonly title: string;
  readonly dictionary: readonly VendorAttribute[];
  readonly accept: readonly CompiledAttribute[];
  /** Names, in lower case. */
  readonly changeable: ReadonlySet<string>;
}

/** Throws `ROUTER_DRIVER_INVALID` for a name that is in no dictionary and a placeholder that nothing stands for. */
export function compileDriver(driver: RouterDriver): CompiledDriver {
  const dictionary = driver.dictionary ?? [];
  return {
    id: driver.id,
    title: driver.title,
    dictionary,
    accept: driver.accept.map(({ attribute, value }) => ({
      definition: definitionOf(driver, attribute),
      templates: (typeof value === 'string' ? [value] : value).map((text) => templateOf(driver, attribute, text)),
    })),
    changeable: new Set(driver.changeable.map((name) => definitionOf(driver, name).name.toLowerCase())),
  };
}

function definitionOf(driver: RouterDriver, name: string): AttributeDefinition {
  const definition = findAttribute(name, driver.dictionary);
  if (definition) return definition;
  throw invalid(
    'ROUTER_DRIVER_INVALID',
    `the router driver "${driver.id}" names the attribute ${name}, which is in no dictionary; add it to the driver's own`,
  );
}

function templateOf(driver: RouterDriver, attribute: string, text: string): ReplyTemplate {
  const template = parseTemplate(text);
  const unknown = placeholdersOf(template).find((name) => !(name in REPLY_PLACEHOLDERS));
  if (unknown === undefined) return template;
  throw invalid('ROUTER_DRIVER_INVALID', `the router driver "${driver.id}" writes {${unknown}} into ${attribute}; nothing stands for that`);
}
