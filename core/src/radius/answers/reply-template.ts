/** What a placeholder stands for: words, a list of them, or nothing that is known of this line. */
export type Known = string | readonly string[] | undefined;
export type Lookup = (placeholder: string) => Known;

interface Piece {
  readonly text: string;
  /** Behind the text; none at the end. */
  readonly placeholder?: string;
  readonly fallback?: string;
}

export type ReplyTemplate = readonly Piece[];

const PLACEHOLDER = /\{([A-Za-z0-9]+)(?::([^{}]*))?\}/g;

export function parseTemplate(source: string): ReplyTemplate {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of source.matchAll(PLACEHOLDER)) {
    const [whole, placeholder, fallback] = match as unknown as [string, string, string | undefined];
    pieces.push({ text: source.slice(at, match.index), placeholder, ...(fallback === undefined ? {} : { fallback }) });
    at = match.index + whole.length;
  }
  pieces.push({ text: source.slice(at) });
  return pieces;
}

/** The names in braces, and whether anything that looks like one is left over. */
export function placeholdersOf(template: ReplyTemplate): readonly string[] {
  return template.flatMap(({ placeholder }) => (placeholder === undefined ? [] : [placeholder]));
}

const NO_TEXTS: readonly string[] = [];

/** The words of the template: none when a placeholder is not known, several when one stands for a list. */
export function renderTemplate(template: ReplyTemplate, lookup: Lookup): readonly string[] {
  let text = '';
  for (const piece of template) {
    if (piece.placeholder === undefined) {
      text += piece.text;
      continue;
    }
    const known = lookup(piece.placeholder) ?? piece.fallback;
    if (known === undefined) return NO_TEXTS;
    if (typeof known !== 'string') return renderLists(template, lookup);
    text += piece.text + known;
  }
  return [text];
}

/** The same where a placeholder stands for a list, as few do: each of its words makes a text of its own. */
function renderLists(template: ReplyTemplate, lookup: Lookup): readonly string[] {
  let texts = [''];
  for (const { text, placeholder, fallback } of template) {
    if (placeholder === undefined) {
      texts = texts.map((before) => before + text);
      continue;
    }
    const known = lookup(placeholder) ?? fallback;
    if (known === undefined) return NO_TEXTS;
    const values = typeof known === 'string' ? [known] : known;
    texts = values.flatMap((value) => texts.map((before) => before + text + value));
  }
  return texts;
}
