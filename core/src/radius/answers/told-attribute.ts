import { type AttributeDefinition, findAttribute } from './attribute-definition.js';
import { encodeAttribute } from './encode-attribute.js';

/** One attribute of an answer, before it is written. */
export interface ToldAttribute {
  readonly definition: AttributeDefinition;
  readonly text: string;
}

const known = new Map<string, AttributeDefinition>();

/** An attribute of the core's own dictionary. */
export function namedAttribute(name: string, text: string): ToldAttribute {
  let definition = known.get(name);
  if (!definition) {
    definition = findAttribute(name);
    if (!definition) throw new Error(`${name} is in no dictionary`);
    known.set(name, definition);
  }
  return { definition, text };
}

/** The attributes as octets; one that cannot carry its value is left out and told to `onMisfit`, since a login must not fail by it. */
export function encodeAttributes(told: readonly ToldAttribute[], onMisfit?: (misfit: ToldAttribute) => void): Buffer {
  const written: Buffer[] = [];
  for (const attribute of told) {
    const octets = encodeAttribute(attribute.definition, attribute.text);
    if (octets) written.push(octets);
    else onMisfit?.(attribute);
  }
  return Buffer.concat(written);
}
