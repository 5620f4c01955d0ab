import { add, addLanes, advance, constant, FLOAT_BYTES, highFloats, isBelow, KernelCode, loadBytes, loadLane, loadSplat, load, loadWord, lowFloats, multiplyLanes, repeatWhile, splat, store, VECTOR_BYTES, type Code } from '../../wasm/assembler';
import { COLUMNS_AT_ONCE } from './column-taps';

/** Samples of a row that are summed at a time. */
export const SAMPLES_AT_ONCE = 8;

const ALONE = { fused: false, shared: false } as const;
const ZERO = splat([0x43, 0, 0, 0, 0]);

/**
 * Sums rows of bytes, each times its weight: (rows, stride, length, weights, end of the weights, sums), addresses in bytes.
 * What lies behind `length`, to the end of a step, is read and summed too.
 */
export function rowSumsProgram(): Uint8Array<ArrayBuffer> {
  const code = new KernelCode();
  const [rows, stride, length, weights, weightsEnd, sums] = [code.parameter('i32'), code.parameter('i32'), code.parameter('i32'), code.parameter('i32'), code.parameter('i32'), code.parameter('i32')];
  const [x, sample, weight] = [code.variable('i32'), code.variable('i32'), code.variable('i32')];
  const [lanes, factor, low, high] = [code.variable('v128'), code.variable('v128'), code.variable('v128'), code.variable('v128')];
  const step: Code = [
    ...low.set(ZERO),
    ...high.set(ZERO),
    ...sample.set(add(rows.get, x.get)),
    ...weight.set(weights.get),
    ...repeatWhile([
      ...lanes.set(loadBytes(sample.get, 0)),
      ...factor.set(loadSplat(weight.get, 0)),
      ...low.set(addLanes(low.get, multiplyLanes(factor.get, lowFloats(lanes.get)))),
      ...high.set(addLanes(high.get, multiplyLanes(factor.get, highFloats(lanes.get)))),
      ...advance(sample, stride.get),
      ...advance(weight, constant(FLOAT_BYTES)),
    ], isBelow(weight.get, weightsEnd.get)),
    ...store(sums.get, 0, low.get),
    ...store(sums.get, VECTOR_BYTES, high.get),
    ...advance(sums, constant(2 * VECTOR_BYTES)),
    ...advance(x, constant(SAMPLES_AT_ONCE)),
  ];
  return code.module(repeatWhile(step, isBelow(x.get, length.get)), ALONE);
}

/**
 * Makes columns of sums: (sums, firsts, weights, bytes of the weights of four columns, bytes from pixel to pixel, columns,
 * end of the columns), addresses in bytes; firsts and weights as `ColumnTaps` has them.
 */
export function columnsProgram(): Uint8Array<ArrayBuffer> {
  const code = new KernelCode();
  const [sums, firsts, weights, weightBytes, pixelBytes, columns, columnsEnd] = [code.parameter('i32'), code.parameter('i32'), code.parameter('i32'), code.parameter('i32'), code.parameter('i32'), code.parameter('i32'), code.parameter('i32')];
  const [a, b, c, d, weightsEnd] = [code.variable('i32'), code.variable('i32'), code.variable('i32'), code.variable('i32'), code.variable('i32')];
  const sum = code.variable('v128');
  const step: Code = [
    ...[a, b, c, d].flatMap((sample, lane) => sample.set(add(sums.get, loadWord(firsts.get, lane * FLOAT_BYTES)))),
    ...sum.set(ZERO),
    ...weightsEnd.set(add(weights.get, weightBytes.get)),
    ...repeatWhile([
      ...sum.set(addLanes(sum.get, multiplyLanes(load(weights.get, 0), loadLane(3)(d.get, 0, loadLane(2)(c.get, 0, loadLane(1)(b.get, 0, loadSplat(a.get, 0))))))),
      ...[a, b, c, d].flatMap((sample) => advance(sample, pixelBytes.get)),
      ...advance(weights, constant(VECTOR_BYTES)),
    ], isBelow(weights.get, weightsEnd.get)),
    ...store(columns.get, 0, sum.get),
    ...advance(columns, constant(VECTOR_BYTES)),
    ...advance(firsts, constant(COLUMNS_AT_ONCE * FLOAT_BYTES)),
  ];
  return code.module(repeatWhile(step, isBelow(columns.get, columnsEnd.get)), ALONE);
}
