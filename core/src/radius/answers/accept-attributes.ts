import type { ReplyAttribute } from '@tapline/sdk';
import { addressAttributes } from './address-attributes.js';
import type { AnswerLine } from './answer-line.js';
import { findAttribute } from './attribute-definition.js';
import type { CompiledDriver } from './compiled-driver.js';
import { type AnswerMoment, placeholdersFor } from './line-placeholders.js';
import { type Lookup, parseTemplate, type ReplyTemplate, renderTemplate } from './reply-template.js';
import type { ToldAttribute } from './told-attribute.js';

/** Whom an answer goes to. */
export interface AnswerRouter {
  readonly driver: CompiledDriver;
  /** What is told besides at every login on this router. */
  readonly attributes: readonly ReplyAttribute[];
}

/** What an Access-Accept tells a router of a line: addresses, what the driver makes of the line, and what the operator adds. */
export function acceptAttributes(router: AnswerRouter, line: AnswerLine, moment: AnswerMoment): readonly ToldAttribute[] {
  return [...addressAttributes(line), ...termAttributes(router, line, moment)];
}

/** The same without the addresses. */
export function termAttributes({ driver, attributes }: AnswerRouter, line: AnswerLine, moment: AnswerMoment): readonly ToldAttribute[] {
  const lookup = placeholdersFor(line, moment);
  const extras = extraAttributes([attributes, line.planTerms?.attributes, line.ownTerms?.attributes], driver, lookup);
  const own: ToldAttribute[] = [];
  for (const { definition, templates } of driver.accept) {
    if (extras.some((extra) => extra.definition.name === definition.name)) continue;
    for (const text of firstKnown(templates, lookup)) own.push({ definition, text });
  }
  return own.concat(extras);
}

/** The words of the first template whose placeholders are all known. */
function firstKnown(templates: readonly ReplyTemplate[], lookup: Lookup): readonly string[] {
  for (const template of templates) {
    const texts = renderTemplate(template, lookup);
    if (texts.length > 0) return texts;
  }
  return [];
}

const NOTHING: readonly ToldAttribute[] = [];

/** What is stated nearer to the line goes before what is stated further away: of one name only the nearest place counts. */
function extraAttributes(
  places: readonly (readonly ReplyAttribute[] | undefined)[],
  driver: CompiledDriver,
  lookup: Lookup,
): readonly ToldAttribute[] {
  let told: readonly ToldAttribute[] = NOTHING;
  for (const place of places) {
    if (!place || place.length === 0) continue;
    const here = place.flatMap(({ name, value }) => {
      const definition = findAttribute(name, driver.dictionary);
      if (!definition) return [];
      return renderTemplate(parseTemplate(value), lookup).map((text) => ({ definition, text }));
    });
    const names = new Set(here.map(({ definition }) => definition.name));
    told = [...told.filter(({ definition }) => !names.has(definition.name)), ...here];
  }
  return told;
}
