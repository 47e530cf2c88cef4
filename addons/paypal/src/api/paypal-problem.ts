/** What PayPal, or the way to it, said no with. */
export class PayPalProblem extends Error {
  constructor(
    /**
     * `refused`: PayPal has understood and does not do it. `keys`: it does not know who asks. `unknown`: there was no answer, or none that can be read;
     * what was asked may have been done.
     */
    readonly kind: 'refused' | 'keys' | 'unknown',
    /** PayPal's code: `INSTRUMENT_DECLINED`; of this add-on for what PayPal did not say: `NO_ANSWER`. */
    readonly issue: string,
    /** In words, for admins, with PayPal's debug id where there is one. */
    message: string,
    /** The HTTP status; 0 without an answer. */
    readonly status: number,
  ) {
    super(message);
    this.name = 'PayPalProblem';
  }
}
