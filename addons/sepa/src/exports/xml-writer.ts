import { createCB } from 'xmlbuilder2';

/** Writes an XML document piece by piece: what is written is gone to the sink, so that a file of any size needs no memory. The one place that knows xmlbuilder2. */
export class XmlWriter {
  private readonly builder: ReturnType<typeof createCB>;
  private failure: Error | undefined;

  constructor(
    namespace: string,
    root: string,
    private readonly sink: (piece: string) => void,
  ) {
    this.builder = createCB({
      data: (piece: string) => this.sink(piece),
      error: (error: Error) => {
        this.failure = error;
      },
      wellFormed: true,
    });
    this.builder.dec({ version: '1.0', encoding: 'UTF-8' }).ele(namespace, root);
  }

  open(name: string): this {
    this.builder.ele(name);
    return this;
  }

  close(levels = 1): this {
    for (let level = 0; level < levels; level++) this.builder.up();
    return this;
  }

  text(name: string, value: string | number, attributes: Readonly<Record<string, string>> = {}): this {
    const element = this.builder.ele(name);
    for (const [key, attribute] of Object.entries(attributes)) element.att(key, attribute);
    element.txt(String(value)).up();
    return this;
  }

  /** Elements one within the other, the last with the text: `path(['CdtrAcct', 'Id', 'IBAN'], iban)`. */
  path(names: readonly [string, ...string[]], value: string): this {
    const outer = names.slice(0, -1);
    for (const name of outer) this.open(name);
    return this.text(names.at(-1) as string, value).close(outer.length);
  }

  end(): void {
    this.builder.up();
    this.builder.end();
    if (this.failure) throw this.failure;
  }
}
