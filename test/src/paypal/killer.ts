import { AsyncLocalStorage } from 'node:async_hooks';
import { DATABASE } from '@tapline/core/testing';
import type { PayPalStory } from './paypal-story.js';

class Killed extends Error {}

/** Whose step is under way: what works in the background goes on, and is not counted. One for all: each that was ever entered slows down every promise after. */
const STEP_OF = new AsyncLocalStorage<Killer>();

/** Where the process dies: at its so many-th statement, or at its so many-th question to PayPal, of which PayPal hears or not. */
export type Death =
  | { readonly at: 'statement'; readonly number: number }
  | { readonly at: 'question'; readonly number: number; readonly isHeard: boolean };

/**
 * Plays that the process dies once, at one place: a statement fails and takes its transaction along; a question to PayPal has no end, so that nothing
 * that would follow ever happens. What is in memory is lost then, as by a new start.
 */
export class Killer {
  isOver = false;
  #count = 0;
  #die: (() => void) | undefined;
  readonly #fetch = globalThis.fetch;

  constructor(
    private readonly story: PayPalStory,
    private readonly death: Death,
  ) {}

  lieInWait(): void {
    if (this.death.at === 'statement') this.writer.on('query', this.atStatement);
    else globalThis.fetch = (...request) => this.atQuestion(...request);
  }

  goAway(): void {
    this.writer.removeListener('query', this.atStatement);
    globalThis.fetch = this.#fetch;
  }

  /** Does a step, and once more where the process died in it. */
  async untilDone<T>(step: () => Promise<T>, again: () => Promise<T> = step): Promise<T> {
    const wasOver = this.isOver;
    const dies = new Promise<never>((_, reject) => {
      this.#die = () => reject(new Killed());
    });
    try {
      return await Promise.race([STEP_OF.run(this, step), dies]);
    } catch (error) {
      if (this.isOver === wasOver) throw error;
      await this.story.configure({});
      return again();
    }
  }

  private get writer() {
    return this.story.app.container.resolve(DATABASE).schemaWriter;
  }

  private readonly atStatement = ({ sql }: { readonly sql: string }): void => {
    if (STEP_OF.getStore() !== this || /^(BEGIN|COMMIT|ROLLBACK)/i.test(sql) || ++this.#count !== this.death.number) return;
    this.isOver = true;
    throw new Killed();
  };

  private async atQuestion(...request: Parameters<typeof fetch>): ReturnType<typeof fetch> {
    const [address] = request;
    const isOurs = typeof address === 'string' && address.startsWith(this.story.paypal.url);
    if (!isOurs || ++this.#count !== this.death.number) return this.#fetch(...request);
    if (this.death.at === 'question' && this.death.isHeard) await this.#fetch(...request);
    this.isOver = true;
    this.#die?.();
    return new Promise<never>(() => undefined);
  }
}
