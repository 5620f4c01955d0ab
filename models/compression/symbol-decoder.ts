import { FREQUENCY_BITS, FREQUENCY_TOTAL, SMALLEST_STATE, type SymbolTables } from './symbol-tables';
import { damaged, type SymbolCoder } from './tensor-codec';

/** Reads what `SymbolEncoder` wrote. Beyond the end it reads zeros, which `finish` finds out. */
export class SymbolDecoder implements SymbolCoder {
  private readonly words: Uint16Array;
  private state: number;
  private at = 0;

  constructor(bytes: Uint8Array) {
    if (bytes.length % 2 !== 0) throw damaged(`there is half a word at the end of ${bytes.length} bytes`);
    this.words = new Uint16Array(bytes.slice().buffer);
    this.state = (this.next() << 16) | this.next();
    if (this.state < 0) throw damaged('the first state is too large');
  }

  code({ numbers, steps }: SymbolTables, values: Int32Array, classes: Uint8Array): void {
    const { words } = this;
    const columns = classes.length;
    let { state, at } = this;
    for (let i = 0, column = 0; i < values.length; i++) {
      const place = ((classes[column] ?? 0) << FREQUENCY_BITS) | (state & (FREQUENCY_TOTAL - 1));
      const step = steps[place] ?? 0;
      values[i] = numbers[place] ?? 0;
      state = Math.imul(step >>> 16, state >>> FREQUENCY_BITS) + (step & 0xffff);
      if (state < SMALLEST_STATE) state = (state << 16) | (words[at++] ?? 0);
      if (++column === columns) column = 0;
    }
    this.state = state;
    this.at = at;
  }

  /** @throws InvalidInputError where what was read went beyond the end */
  expectMore(): void {
    if (this.at > this.words.length) throw damaged(`they end too early, after ${this.words.length} words`);
  }

  /** @throws InvalidInputError unless exactly all words were read and the state is where the writer began */
  finish(): void {
    this.expectMore();
    if (this.at < this.words.length || this.state !== SMALLEST_STATE) throw damaged('the words do not end where the tensors do');
  }

  private next(): number {
    return this.words[this.at++] ?? 0;
  }
}
