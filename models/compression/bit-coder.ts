/**
 * Adaptive binary arithmetic coding. What is coded is a row of yes-or-no decisions, each in a context that remembers how
 * often it was yes before; a decision costs -log2 of the probability that its context gave it. Reader and writer run the
 * same code over the same interface, so neither can differ from the other: `bit` writes what it is given, or, when reading,
 * leaves it aside and returns what was written.
 */
export interface BitCoder {
  /** One decision, 0 or 1, in context number `index` of `contexts`. */
  bit(contexts: Contexts, index: number, value: number): number;
  /** The lower `count` bits of a number, each as likely as not; at most 16. */
  plain(count: number, value: number): number;
}

/** A probability has 16 bits. */
export const PROBABILITY_BITS = 16;
const HALF = 1 << (PROBABILITY_BITS - 1);
/** A context that has seen less than this many decisions weighs all alike; after that it forgets the oldest. */
const MEMORY = 160;
const RATE_BITS = 14;

/** How far a probability moves towards what it sees, by how much it has seen (Krichevsky and Trofimov's estimate). */
const RATES = Int32Array.from({ length: MEMORY }, (_, seen) => Math.round((1 << RATE_BITS) / (seen + 1.6)));

/** A set of contexts. */
export class Contexts {
  /** That a decision is 1, 0 to 65535. */
  readonly probabilities: Uint16Array;
  private readonly seen: Uint8Array;

  constructor(count: number) {
    this.probabilities = new Uint16Array(count).fill(HALF);
    this.seen = new Uint8Array(count);
  }

  /** Lets a context know what it said the probability of. */
  learn(index: number, bit: number): void {
    const seen = this.seen[index] ?? 0;
    const before = this.probabilities[index] ?? HALF;
    const target = bit === 0 ? 0 : (1 << PROBABILITY_BITS) - 1;
    this.probabilities[index] = before + (((target - before) * (RATES[seen] ?? 0)) >> RATE_BITS);
    if (seen < MEMORY - 1) this.seen[index] = seen + 1;
  }
}

/** The part of a range of 32 bits that a 1 gets: never nothing and never all. */
export const partOfOne = (range: number, probability: number): number => Math.imul(range >>> 15, (probability >>> 1) | 1);
