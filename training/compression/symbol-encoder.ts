import { FREQUENCY_BITS, FREQUENCY_TOTAL, LARGEST_SYMBOL, SMALLEST_STATE, SYMBOLS, type SymbolTables, TABLE_CLASSES } from '../../models/compression/symbol-tables';
import type { SymbolCoder } from '../../models/compression/tensor-codec';

/** Writes whole numbers by tables of frequencies (Duda 2013); the coder is a stack, so it gathers them all and begins at the last. */
export class SymbolEncoder implements SymbolCoder {
  private readonly gathered: { readonly values: Int32Array; readonly classes: Uint8Array }[] = [];
  private tables: SymbolTables | undefined;

  code(tables: SymbolTables, values: Int32Array, classes: Uint8Array): void {
    this.tables = tables;
    this.gathered.push({ values, classes });
  }

  /** All words as bytes: the state, then what the reader takes in, in its order. */
  finish(): Uint8Array<ArrayBuffer> {
    const words: number[] = [];
    let state = SMALLEST_STATE;
    const { frequencies, starts } = placesOf(this.tables);
    for (const { values, classes } of this.gathered.toReversed()) {
      for (let i = values.length - 1; i >= 0; i--) {
        const entry = (classes[i % classes.length] ?? 0) * SYMBOLS + (values[i] ?? 0) + LARGEST_SYMBOL;
        const frequency = frequencies[entry] ?? 0;
        if (state >= frequency * 2 ** (31 - FREQUENCY_BITS)) {
          words.push(state % 65536);
          state = Math.floor(state / 65536);
        }
        state = Math.floor(state / frequency) * FREQUENCY_TOTAL + (starts[entry] ?? 0) + (state % frequency);
      }
    }
    words.push(state % 65536, Math.floor(state / 65536));
    return new Uint8Array(Uint16Array.from(words.reverse()).buffer);
  }
}

/** Where each number of each class lies, from the reader's tables. */
function placesOf(tables: SymbolTables | undefined): { readonly frequencies: Int32Array; readonly starts: Int32Array } {
  const frequencies = new Int32Array(TABLE_CLASSES * SYMBOLS);
  const starts = new Int32Array(TABLE_CLASSES * SYMBOLS);
  for (let place = 0; place < TABLE_CLASSES * FREQUENCY_TOTAL; place++) {
    const step = tables?.steps[place] ?? 0;
    if (step === 0 || (step & 0xffff) !== 0) continue;
    const entry = Math.floor(place / FREQUENCY_TOTAL) * SYMBOLS + (tables?.numbers[place] ?? 0) + LARGEST_SYMBOL;
    frequencies[entry] = step >>> 16;
    starts[entry] = place % FREQUENCY_TOTAL;
  }
  return { frequencies, starts };
}
