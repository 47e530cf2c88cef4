/** The subset of JSON Schema (2020-12) that settings and forms are described in; it validates and it renders. */
export interface JsonSchema {
  readonly type?: 'object' | 'string' | 'integer' | 'number' | 'boolean' | 'array';
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  /** Words for the values of `enum`, in their order. */
  readonly 'x-enum-titles'?: readonly string[];
  /** How a form shows it: an amount in minor units is typed as a decimal; a secret is write-only. */
  readonly 'x-widget'?: 'amount' | 'secret' | 'textarea';
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
}
