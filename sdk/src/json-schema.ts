/** The subset of JSON Schema (2020-12) that settings and forms are described in; it validates and it renders. */
export interface JsonSchema {
  readonly type?: 'object' | 'string' | 'integer' | 'number' | 'boolean' | 'array';
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  /** Words for the values of `enum`, in their order. */
  readonly 'x-enum-titles'?: readonly string[];
  /**
   * How a form shows it: an amount in minor units is typed as a decimal; a secret is write-only; for a file see `fileSchema`; a date and time is typed on
   * the company's clocks, for `parseLocalInstant`.
   */
  readonly 'x-widget'?: 'amount' | 'secret' | 'textarea' | 'file' | 'date-time';
  /** What files of `x-widget: file` are chosen from, as browsers know it: `.xml,.zip`. */
  readonly 'x-accept'?: string;
  /** In settings on plans: it is the name of a wording of this kind of message, and the form offers those there are. */
  readonly 'x-wording-of'?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  /** How it may be written. Whoever writes something else than `pattern` allows reads them in its place. */
  readonly examples?: readonly string[];
  readonly format?: string;
}
