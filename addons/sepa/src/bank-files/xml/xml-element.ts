/** An element by its local name: banks use whatever prefix and version of a namespace. */
export interface XmlElement {
  readonly name: string;
  /** Where it begins. */
  readonly line: number;
  readonly attributes: Readonly<Record<string, string>>;
  /** Its own text, without that of its children. */
  text: string;
  readonly children: XmlElement[];
}

/** The first element at a path below. */
export function child(element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  return children(element, ...path)[0];
}

/** All elements at a path below. */
export function children(element: XmlElement | undefined, ...path: readonly string[]): readonly XmlElement[] {
  let found: readonly XmlElement[] = element ? [element] : [];
  for (const name of path) found = found.flatMap((each) => each.children.filter((below) => below.name === name));
  return found;
}

/** The text at a path below, without blanks around it; null for none. */
export function text(element: XmlElement | undefined, ...path: readonly string[]): string | null {
  const trimmed = child(element, ...path)?.text.trim();
  return trimmed === undefined || trimmed === '' ? null : trimmed;
}
