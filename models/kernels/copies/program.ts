import { add, advance, constant, inTiles, isBelow, KernelCode, load, loadWord, multiply, repeatWhile, store, storeWord, subtract, VECTOR_BYTES, WORD_BYTES, type Code, type Target, type Variable } from '../../wasm/assembler';

/** Bytes that are copied at once: several vectors, one, or a word. A row is that long at least, and a whole number of words. */
export const UNITS = [4 * VECTOR_BYTES, VECTOR_BYTES, WORD_BYTES] as const;
export type Unit = (typeof UNITS)[number];

/**
 * WebAssembly that copies rows of memory. Parameters of its "run": the addresses to read from and to write to; how many rows,
 * 1 or more; bytes of a row, `unit` or more; and bytes from a row to the next, where they are read and where they are written.
 * What is read and what is written lie apart.
 */
export function copyRowsProgram(unit: Unit, target: Target): Uint8Array<ArrayBuffer> {
  const kernel = new KernelCode();
  const parameter = () => kernel.parameter('i32');
  const [from, to, rows, rowBytes, fromStep, toStep] = [parameter(), parameter(), parameter(), parameter(), parameter(), parameter()];
  const [end, place, lastPlace] = [kernel.variable('i32'), kernel.variable('i32'), kernel.variable('i32')];
  return kernel.module([
    end.set(add(to.get, multiply(rows.get, toStep.get))),
    lastPlace.set(subtract(rowBytes.get, constant(unit))),
    repeatWhile([
      ...inTiles(place, unit, lastPlace, copied(unit, from, to, place)),
      ...advance(from, fromStep.get),
      ...advance(to, toStep.get),
    ], isBelow(to.get, end.get)),
  ].flat(), target);
}

/**
 * WebAssembly that copies the rows with the given numbers, one behind the other. Parameters of its "run": the addresses of
 * the rows, of the numbers (32 bits each) and to write to; how many, 1 or more; and bytes of a row, `unit` or more.
 */
export function gatherRowsProgram(unit: Unit, target: Target): Uint8Array<ArrayBuffer> {
  const kernel = new KernelCode();
  const parameter = () => kernel.parameter('i32');
  const [rows, numbers, to, count, rowBytes] = [parameter(), parameter(), parameter(), parameter(), parameter()];
  const [from, end, place, lastPlace] = [kernel.variable('i32'), kernel.variable('i32'), kernel.variable('i32'), kernel.variable('i32')];
  return kernel.module([
    end.set(add(numbers.get, multiply(count.get, constant(WORD_BYTES)))),
    lastPlace.set(subtract(rowBytes.get, constant(unit))),
    repeatWhile([
      ...from.set(add(rows.get, multiply(loadWord(numbers.get, 0), rowBytes.get))),
      ...inTiles(place, unit, lastPlace, copied(unit, from, to, place)),
      ...advance(numbers, constant(WORD_BYTES)),
      ...advance(to, rowBytes.get),
    ], isBelow(numbers.get, end.get)),
  ].flat(), target);
}

function copied(unit: Unit, from: Variable, to: Variable, place: Variable): Code {
  const [source, target] = [add(from.get, place.get), add(to.get, place.get)];
  if (unit === WORD_BYTES) return storeWord(target, 0, loadWord(source, 0));
  return Array.from({ length: unit / VECTOR_BYTES }, (_, i) => store(target, i * VECTOR_BYTES, load(source, i * VECTOR_BYTES))).flat();
}
