/**
 * A seeded generator of random numbers: the same seed gives the same numbers on every machine.
 * xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators"), its state filled from the seed by
 * splitmix32. Not for secrets.
 */
export class Random {
  private readonly state: Uint32Array;
  private spare: number | undefined;

  /** @param seed a whole number (taken modulo 2^32) or any text */
  constructor(readonly seed: number | string) {
    let mixed = typeof seed === 'number' ? seed >>> 0 : hash(seed);
    this.state = Uint32Array.from({ length: 4 }, () => {
      mixed = (mixed + 0x9e3779b9) >>> 0;
      return finalize(mixed);
    });
  }

  /** Uniform in [0, 1), in steps of 2^-32. */
  next(): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.state;
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const third = c ^ a;
    const fourth = d ^ b;
    this.state[0] = a ^ fourth;
    this.state[1] = b ^ third;
    this.state[2] = third ^ (b << 9);
    this.state[3] = rotateLeft(fourth, 11);
    return result / 4294967296;
  }

  /** A whole number in [0, below). */
  int(below: number): number {
    return Math.floor(this.next() * below);
  }

  /** Normal with mean 0 and deviation 1 (Box and Muller 1958). */
  normal(): number {
    const spare = this.spare;
    if (spare !== undefined) {
      this.spare = undefined;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    const angle = 2 * Math.PI * this.next();
    this.spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** Puts the items in a random order, in place (Fisher and Yates), and returns them. */
  shuffle<T extends unknown[] | Int32Array>(items: T): T {
    for (let last = items.length - 1; last > 0; last--) {
      const other = this.int(last + 1);
      [items[last], items[other]] = [items[other], items[last]];
    }
    return items;
  }

  /** A generator of its own for a named purpose: it depends on the seed and the label, not on what was drawn before. */
  fork(label: string | number): Random {
    return new Random(`${this.seed}/${label}`);
  }
}

const rotateLeft = (x: number, bits: number): number => (x << bits) | (x >>> (32 - bits));

/** The output function of splitmix32 (the finalizer of MurmurHash3). */
function finalize(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** FNV-1a over UTF-16 units, finalized. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return finalize(value);
}
