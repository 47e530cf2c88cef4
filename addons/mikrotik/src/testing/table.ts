import type { ApiRow } from '../routeros/client.js';

export type Attributes = Record<string, string>;

/** What a router says when it does not do what it is asked. */
export class EmulatedTrap extends Error {
  constructor(
    message: string,
    readonly category?: number,
  ) {
    super(message);
  }
}

export interface TableRules {
  /** Words for a second row that says the same in these attributes, among those that it is asked of; all, unless given. */
  readonly unique?: { readonly attributes: readonly string[]; readonly message: string; readonly among?: (row: ApiRow) => boolean };
  /** What the router makes of what it is given. */
  readonly normalise?: (attributes: Attributes) => Attributes;
}

/** A menu with rows, as RouterOS keeps them: ids like `*1A` are given in order and never again. */
export class Table {
  readonly rows = new Map<string, Attributes>();
  #next = 1;

  constructor(private readonly rules: TableRules = {}) {}

  add(given: Readonly<Attributes>): string {
    const row = this.rules.normalise?.({ ...given }) ?? { ...given };
    this.requireUnique(row);
    const id = `*${(this.#next++).toString(16).toUpperCase()}`;
    this.rows.set(id, { '.id': id, ...row });
    return id;
  }

  set(ids: string, changes: Readonly<Attributes>): void {
    for (const id of ids.split(',')) {
      const row = this.require(id);
      const next = { ...row, ...(this.rules.normalise?.({ ...changes }) ?? changes) };
      this.requireUnique(next, id);
      this.rows.set(id, next);
    }
  }

  remove(ids: string): void {
    for (const id of ids.split(',')) {
      this.require(id);
      this.rows.delete(id);
    }
  }

  find(where: (row: ApiRow) => boolean): Attributes | undefined {
    return [...this.rows.values()].find(where);
  }

  private require(id: string): Attributes {
    const row = this.rows.get(id);
    if (!row) throw new EmulatedTrap('no such item', 0);
    return row;
  }

  private requireUnique(row: ApiRow, besides?: string): void {
    const { unique } = this.rules;
    const among = unique?.among ?? (() => true);
    if (!unique || !among(row)) return;
    const key = (each: ApiRow): string => unique.attributes.map((name) => each[name]).join('\0');
    const wanted = key(row);
    for (const [id, each] of this.rows) if (id !== besides && among(each) && key(each) === wanted) throw new EmulatedTrap(unique.message);
  }
}

/** Whether a row passes the `?` words of a question: a stack, as MikroTik's manual has it ("API", "Queries"). */
export function passes(row: ApiRow, queries: readonly string[]): boolean {
  const stack: boolean[] = [];
  for (const query of queries) {
    const text = query.slice(1);
    if (text.startsWith('#')) applyOperators(stack, text.slice(1));
    else if (text.startsWith('-')) stack.push(row[text.slice(1)] === undefined);
    else stack.push(compare(row, text));
  }
  return stack.every(Boolean);
}

function compare(row: ApiRow, text: string): boolean {
  const operator = /^[<>]/.exec(text)?.[0] ?? '=';
  const [name = '', ...rest] = text.replace(/^[<>=]/, '').split('=');
  if (rest.length === 0) return row[name] !== undefined;
  const value = rest.join('=');
  if (operator === '=') return row[name] === value;
  return operator === '<' ? Number(row[name]) < Number(value) : Number(row[name]) > Number(value);
}

function applyOperators(stack: boolean[], operators: string): void {
  for (const operator of operators) {
    const last = stack.pop() ?? true;
    if (operator === '!') stack.push(!last);
    else if (operator === '|') stack.push((stack.pop() ?? false) || last);
    else if (operator === '&') stack.push((stack.pop() ?? true) && last);
  }
}
