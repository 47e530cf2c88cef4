import type { KnownRouter, RouterFacts } from './router-table.js';

/**
 * Which routers have proven that they send Message-Authenticator, by the rule `auto`. What was learned counts at once and is told to the
 * database again and again until the router's row says it, so that neither a dead database nor a restart makes anybody forget it.
 */
export class MessageAuthenticatorLearning {
  readonly #untold = new Map<string, number>();

  /** From the first valid one on it is demanded. */
  learn(router: KnownRouter, atMs: number): void {
    router.requireMessageAuthenticator = true;
    router.learnsMessageAuthenticator = false;
    this.#untold.set(router.id, atMs);
  }

  /** What the database says, with what it does not know yet. */
  apply(routers: readonly RouterFacts[]): readonly RouterFacts[] {
    return routers.map((router) => {
      if (!this.#untold.has(router.id)) return router;
      if (router.learnsMessageAuthenticator) return { ...router, requireMessageAuthenticator: true, learnsMessageAuthenticator: false };
      this.#untold.delete(router.id);
      return router;
    });
  }

  /** When which router sent its first one, as far as the database does not say it yet. */
  get untold(): readonly (readonly [routerId: string, atMs: number])[] {
    return [...this.#untold];
  }
}
