const FIRST_CAPACITY = 1 << 12;

/** What was sent, in order: patience is the same for all, so the first runs out first. */
export class SentQueue {
  #places = new Int32Array(FIRST_CAPACITY);
  #sentMs = new Float64Array(FIRST_CAPACITY);
  #head = 0;
  #length = 0;

  push(place: number, sentMs: number): void {
    if (this.#length === this.#places.length) this.grow();
    const at = (this.#head + this.#length++) % this.#places.length;
    this.#places[at] = place;
    this.#sentMs[at] = sentMs;
  }

  /** Calls for each that was sent before, or at, an instant, and forgets it. */
  takeUntil(instantMs: number, each: (place: number, sentMs: number) => void): void {
    while (this.#length > 0 && (this.#sentMs[this.#head] as number) <= instantMs) {
      const place = this.#places[this.#head] as number;
      const sentMs = this.#sentMs[this.#head] as number;
      this.#head = (this.#head + 1) % this.#places.length;
      this.#length--;
      each(place, sentMs);
    }
  }

  private grow(): void {
    const { length } = this.#places;
    const places = new Int32Array(length * 2);
    const sentMs = new Float64Array(length * 2);
    for (let index = 0; index < length; index++) {
      places[index] = this.#places[(this.#head + index) % length] as number;
      sentMs[index] = this.#sentMs[(this.#head + index) % length] as number;
    }
    this.#places = places;
    this.#sentMs = sentMs;
    this.#head = 0;
  }
}
