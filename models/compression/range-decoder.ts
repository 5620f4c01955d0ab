import { InvalidInputError } from '../errors';
import { type BitCoder, type Contexts, partOfOne } from './bit-coder';

const SMALLEST_RANGE = 1 << 24;
const SIGN = 1 << 31;

/** Reads what `RangeEncoder` wrote (Martin 1979; the carry-less reader of LZMA). Beyond the end it reads zeros, which `finish` finds out. */
export class RangeDecoder implements BitCoder {
  /** Range and place in it, unsigned in 32 bits: in an array they are never boxed. */
  private readonly state = new Int32Array(2);
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {
    this.state[0] = -1;
    for (let i = 0; i < 4; i++) this.state[1] = ((this.state[1] ?? 0) << 8) | this.next();
  }

  bit(contexts: Contexts, index: number): number {
    const range = this.state[0] ?? 0;
    const code = this.state[1] ?? 0;
    const part = partOfOne(range, contexts.probabilities[index] ?? 0);
    // Flipping the sign compares signed numbers as if they were unsigned.
    const bit = (code ^ SIGN) < (part ^ SIGN) ? 1 : 0;
    contexts.learn(index, bit);
    this.narrow(bit === 1 ? part : range - part, bit === 1 ? code : code - part);
    return bit;
  }

  plain(count: number): number {
    const part = (this.state[0] ?? 0) >>> count;
    const value = Math.min(Math.floor(((this.state[1] ?? 0) >>> 0) / part), (1 << count) - 1);
    this.narrow(part, (this.state[1] ?? 0) - Math.imul(part, value));
    return value;
  }

  /** @throws InvalidInputError where what was read went beyond the end */
  expectMore(): void {
    if (this.at > this.bytes.length) throw new InvalidInputError(`The compressed weights end too early: they have ${this.bytes.length} bytes. Load the file again.`);
  }

  /** @throws InvalidInputError unless exactly all bytes were read */
  finish(): void {
    this.expectMore();
    if (this.at < this.bytes.length) throw new InvalidInputError(`The compressed weights have ${this.bytes.length} bytes, but end after ${this.at}.`);
  }

  private narrow(range: number, code: number): void {
    while (range >>> 0 < SMALLEST_RANGE) {
      range <<= 8;
      code = (code << 8) | this.next();
    }
    this.state[0] = range;
    this.state[1] = code;
  }

  private next(): number {
    return this.bytes[this.at++] ?? 0;
  }
}
