const INPUT = /<(input|select|textarea)\b([^>]*)>(?:((?:(?!<\/\1>)[\s\S])*)<\/\1>)?/g;

/** What a browser would send if the form of a page were sent as it is shown. */
export function shownForm(html: string): Readonly<Record<string, string>> {
  const form = /<form method="post" action="\/addons[\s\S]*?<\/form>/.exec(html)?.[0] ?? '';
  const fields: Record<string, string> = {};
  for (const [, tag, attributes = '', content = ''] of form.matchAll(INPUT)) {
    const name = attributeOf(attributes, 'name');
    if (name === undefined) continue;
    if (attributeOf(attributes, 'type') === 'checkbox' && !/\bchecked\b/.test(attributes)) continue;
    if (tag === 'textarea') fields[name] = textOf(content);
    else if (tag === 'select') fields[name] = chosenOf(content);
    else fields[name] = attributeOf(attributes, 'value') ?? '';
  }
  return fields;
}

/** Where a link with these words leads. */
export function linkIn(html: string, words: string): string {
  for (const [, href = '', content = ''] of html.matchAll(/<a\b[^>]*href="([^"]*)"[^>]*>([\s\S]*?)<\/a>/g)) {
    if (content.replace(/<[^>]*>/g, '').trim() === words) return textOf(href);
  }
  throw new Error(`no link says "${words}"`);
}

function chosenOf(options: string): string {
  const all = [...options.matchAll(/<option\b([^>]*)>/g)].map(([, attributes = '']) => attributes);
  return attributeOf(all.find((each) => /\bselected\b/.test(each)) ?? all[0] ?? '', 'value') ?? '';
}

function attributeOf(attributes: string, name: string): string | undefined {
  const found = new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1];
  return found === undefined ? undefined : textOf(found);
}

const textOf = (html: string): string =>
  html.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
