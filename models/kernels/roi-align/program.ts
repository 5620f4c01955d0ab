import { add, advance, constant, inTiles, isBelow, KernelCode, load, loadSplat, loadWord, multiply, repeatWhile, splat, store, subtract, VECTOR_BYTES, WORD_BYTES, type Target } from '../../wasm/assembler';
import { multiplyAddFor } from '../../wasm/epilogue';

/** Vectors that are summed at once: eight sums, a weight and a value are ten registers. */
export const BLOCKS = [8, 1] as const;
export type Block = (typeof BLOCKS)[number];

/** Words of a sum before its terms: the address that it is written to, and how many bytes its terms have. */
export const HEAD_WORDS = 2;
/** Words of a term: the address of a row, and its weight. */
export const TERM_WORDS = 2;

/**
 * WebAssembly for weighted sums of rows of floats. Parameters of its "run": the address of the sums, each HEAD_WORDS and then
 * its terms, one or more; how many sums, 1 or more; bytes from a sum to the next; and bytes of a row, `block` vectors or more.
 */
export function weightedRowsProgram(block: Block, target: Target): Uint8Array<ArrayBuffer> {
  const kernel = new KernelCode();
  const parameter = () => kernel.parameter('i32');
  const [sum, count, sumBytes, rowBytes] = [parameter(), parameter(), parameter(), parameter()];
  const address = () => kernel.variable('i32');
  const [end, to, term, termsEnd, from, place, lastPlace] = [address(), address(), address(), address(), address(), address(), address()];
  const weight = kernel.variable('v128');
  const totals = Array.from({ length: block }, () => kernel.variable('v128'));
  const multiplyAdd = multiplyAddFor(target);
  const blockBytes = block * VECTOR_BYTES;

  const sumBlock = [
    ...totals.map((total) => total.set(splat([0x43, 0, 0, 0, 0]))),
    term.set(add(sum.get, constant(HEAD_WORDS * WORD_BYTES))),
    repeatWhile([
      from.set(add(loadWord(term.get, 0), place.get)),
      weight.set(loadSplat(term.get, WORD_BYTES)),
      ...totals.map((total, i) => total.set(multiplyAdd(weight.get, load(from.get, i * VECTOR_BYTES), total.get))),
      advance(term, constant(TERM_WORDS * WORD_BYTES)),
    ].flat(), isBelow(term.get, termsEnd.get)),
    ...totals.map((total, i) => store(add(to.get, place.get), i * VECTOR_BYTES, total.get)),
  ].flat();

  return kernel.module([
    end.set(add(sum.get, multiply(count.get, sumBytes.get))),
    lastPlace.set(subtract(rowBytes.get, constant(blockBytes))),
    repeatWhile([
      to.set(loadWord(sum.get, 0)),
      termsEnd.set(add(add(sum.get, constant(HEAD_WORDS * WORD_BYTES)), loadWord(sum.get, WORD_BYTES))),
      inTiles(place, blockBytes, lastPlace, sumBlock),
      advance(sum, sumBytes.get),
    ].flat(), isBelow(sum.get, end.get)),
  ].flat(), target);
}
