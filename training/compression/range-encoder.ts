import { type BitCoder, type Contexts, partOfOne } from '../../models/compression/bit-coder';

const SMALLEST_RANGE = 2 ** 24;
const WHOLE = 2 ** 32;

/** Writes decisions as one number between 0 and 1, in bytes (Martin 1979, with LZMA's way to carry); see BitCoder. */
export class RangeEncoder implements BitCoder {
  private readonly bytes: number[] = [];
  private low = 0;
  private range = WHOLE - 1;
  /** The last byte and the 255s behind it, which a carry would still change; the first byte there is comes from nothing. */
  private held: number | undefined;
  private heldMost = 0;

  bit(contexts: Contexts, index: number, value: number): number {
    const part = partOfOne(this.range, contexts.probabilities[index] ?? 0) >>> 0;
    contexts.learn(index, value);
    if (value === 1) this.range = part;
    else {
      this.low += part;
      this.range -= part;
    }
    this.normalize();
    return value;
  }

  plain(count: number, value: number): number {
    this.range = Math.floor(this.range / 2 ** count);
    this.low += this.range * value;
    this.normalize();
    return value;
  }

  /** All that was written. */
  finish(): Uint8Array<ArrayBuffer> {
    for (let i = 0; i < 4; i++) this.shift();
    this.release(0);
    return Uint8Array.from(this.bytes);
  }

  private normalize(): void {
    while (this.range < SMALLEST_RANGE) {
      this.range *= 256;
      this.shift();
    }
  }

  /** Moves the highest byte of `low` out. */
  private shift(): void {
    const carry = this.low >= WHOLE ? 1 : 0;
    const byte = Math.floor(this.low / SMALLEST_RANGE) % 256;
    if (carry === 0 && byte === 255) this.heldMost++;
    else {
      this.release(carry);
      this.held = byte;
    }
    this.low = (this.low % SMALLEST_RANGE) * 256;
  }

  private release(carry: number): void {
    if (this.held !== undefined) this.bytes.push((this.held + carry) % 256);
    for (; this.heldMost > 0; this.heldMost--) this.bytes.push((255 + carry) % 256);
  }
}
