import { add, addLanes, advance, constant, FLOAT_BYTES, highFloats, isBelow, KernelCode, loadBytes, loadSplat, lowFloats, multiplyLanes, repeatWhile, splat, store, VECTOR_BYTES, type Code } from '../kernels/wasm-code/assembler';
import { isValid, link, newMemory, type Run } from '../kernels/wasm-code/web-assembly';

/** Rows of bytes: the first begins at `offset`, each other one `stride` behind the one before. */
export interface ByteRows {
  readonly bytes: Uint8Array | Uint8ClampedArray;
  readonly offset: number;
  readonly stride: number;
}

/**
 * Sums rows, each times its weight.
 * @param length bytes of each row that are summed
 * @returns [length or more] valid until the next call
 */
export type SumRows = (rows: ByteRows, weights: Float32Array, length: number) => Float32Array;

/** The sums of a thread: by SIMD where the host has it, where a plain loop takes several times as long. */
export const sumRows: SumRows = (...given) => (ofThisThread ??= rowSums())(...given);
let ofThisThread: SumRows | undefined;

export const rowSums = (): SumRows => (isValid(ROW_SUMS_PROGRAM) ? sumsBySimd() : sumsByLoop());

export function sumsByLoop(): SumRows {
  let sums = new Float32Array(0);
  return ({ bytes, offset, stride }, weights, length) => {
    if (sums.length < length) sums = new Float32Array(length);
    sums.fill(0);
    for (const [row, weight] of weights.entries()) {
      for (let x = 0, from = offset + row * stride; x < length; x++, from++) sums[x] = (sums[x] ?? 0) + weight * (bytes[from] ?? 0);
    }
    return sums;
  };
}

/** Samples that are summed at a time. */
const TILE = 8;

/** A memory of one picture's few rows is all it takes: they are copied into it, wherever a picture lies. */
function sumsBySimd(): SumRows {
  let scratch = scratchFor(0, 0, 0);
  return ({ bytes, offset, stride }, weights, length) => {
    const used = (weights.length - 1) * stride + length;
    if (scratch.weights.length < weights.length || scratch.sums.length < length || scratch.rows.length < used + TILE) scratch = scratchFor(weights.length, length, used + TILE);
    scratch.weights.set(weights);
    scratch.rows.set(bytes.subarray(offset, offset + used));
    scratch.run(scratch.rows.byteOffset, stride, length, scratch.weights.byteOffset, scratch.weights.byteOffset + FLOAT_BYTES * weights.length, scratch.sums.byteOffset);
    return scratch.sums;
  };
}

interface Scratch {
  readonly weights: Float32Array;
  readonly sums: Float32Array;
  readonly rows: Uint8Array;
  readonly run: Run;
}

function scratchFor(weights: number, length: number, rowBytes: number): Scratch {
  const tiles = TILE * Math.ceil(length / TILE);
  const [sumsAt, rowsAt] = [FLOAT_BYTES * weights, FLOAT_BYTES * (weights + tiles)];
  const memory = newMemory(rowsAt + rowBytes);
  return {
    weights: new Float32Array(memory.buffer, 0, weights),
    sums: new Float32Array(memory.buffer, sumsAt, tiles),
    rows: new Uint8Array(memory.buffer, rowsAt, rowBytes),
    run: link(ROW_SUMS_PROGRAM, memory),
  };
}

/** (rows, stride, length, weights, end of the weights, sums): addresses in bytes. What is behind `length`, to the end of a tile, is summed too. */
export const ROW_SUMS_PROGRAM = program();

function program(): Uint8Array<ArrayBuffer> {
  const code = new KernelCode();
  const [rows, stride, length, weights, weightsEnd, sums] = [code.parameter('i32'), code.parameter('i32'), code.parameter('i32'), code.parameter('i32'), code.parameter('i32'), code.parameter('i32')];
  const [x, sample, weight] = [code.variable('i32'), code.variable('i32'), code.variable('i32')];
  const [lanes, factor, low, high] = [code.variable('v128'), code.variable('v128'), code.variable('v128'), code.variable('v128')];
  const zero = splat([0x43, 0, 0, 0, 0]);
  const tile: Code = [
    ...low.set(zero),
    ...high.set(zero),
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
    ...advance(x, constant(TILE)),
  ];
  return code.module(repeatWhile(tile, isBelow(x.get, length.get)), { fused: false, shared: false });
}
