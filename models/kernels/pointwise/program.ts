import { add, advance, chooseFloats, constant, FLOAT_BYTES, inTiles, isBelow, KernelCode, load, loadSplat, multiply, repeatWhile, store, subtract, VECTOR_BYTES, type Target, type Variable } from '../../wasm/assembler';
import { finished, multiplyAddFor, type Tail } from '../../wasm/epilogue';

/**
 * What is computed at once. The eight sums, two vectors of weights and one for each row are 14 registers of x86's 16.
 * V8 11, which is Node 20's, loads all that a turn of the loop needs before it multiplies: with one row more, or two steps
 * a turn, it moves sums to memory and back and takes twice as long. Later ones gain less than a tenth from six rows, and
 * lose half without fused multiply-adds.
 */
export const TILE_ROWS = 4;
export const TILE_COLUMNS = 8;

/** Bytes of a row of the tile. */
const TILE = TILE_COLUMNS * FLOAT_BYTES;

/**
 * WebAssembly for output = tail(input · weights + bias), all matrices of floats, row by row. Parameters of its "run":
 * the addresses of input [rows, depth], weights [depth, columns], bias [columns], slopes [columns], output [rows, columns]
 * and of a buffer of `depth` times TILE_COLUMNS floats; then rows ≥ TILE_ROWS, depth ≥ 1 and columns; then the columns that
 * are computed, from the first to the one behind the last, TILE_COLUMNS or more; then bytes from a row of the input to the
 * next; with `woven` the address of a matrix with `columns` columns or more and bytes from a row of it to the next; then the
 * range's ends as floats. Slopes are read by the tail of that name only, the range by the other.
 *
 * With `woven` the output has twice the columns: those of the other matrix and of the result by turns, which is a
 * concatenation of both and ShuffleNet's channel shuffle behind it.
 *
 * Eight columns of weights at a time are copied into the buffer, where they lie together and stay in the first cache while
 * all rows pass.
 *
 * After the kernels of XNNPACK, f32-gemm 4x8 with "loadsplat".
 */
export function pointwiseProgram(tail: Tail, target: Target, { woven = false } = {}): Uint8Array<ArrayBuffer> {
  const kernel = new KernelCode();
  const parameter = () => kernel.parameter('i32');
  const [input, weights, bias, slopes, output, buffer] = [parameter(), parameter(), parameter(), parameter(), parameter(), parameter()];
  const [rows, depth, columns, firstColumn, columnEnd, inputRow] = [parameter(), parameter(), parameter(), parameter(), parameter(), parameter()];
  const other = woven ? { start: parameter(), row: parameter() } : undefined;
  const [low, high] = [kernel.parameter('f32'), kernel.parameter('f32')];

  const address = () => kernel.variable('i32');
  const [weightsRow, bufferEnd, row, lastRow, column, lastColumn] = [address(), address(), address(), address(), address(), address()];
  const [source, to] = [address(), address()];
  const lanes = () => kernel.variable('v128');
  const [left, right, value] = [lanes(), lanes(), lanes()];
  const tile = Array.from({ length: TILE_ROWS }, () => ({ from: address(), left: lanes(), right: lanes() }));

  const multiplyAdd = multiplyAddFor(target);
  const finish = (sum: Variable, side: number) => finished(tail, sum, { slopes, low, high }, [column, side], target);

  const copyWeights = [
    source.set(add(weights.get, column.get)),
    to.set(buffer.get),
    repeatWhile([
      store(to.get, 0, load(source.get, 0)),
      store(to.get, VECTOR_BYTES, load(source.get, VECTOR_BYTES)),
      advance(source, weightsRow.get),
      advance(to, constant(TILE)),
    ].flat(), isBelow(to.get, bufferEnd.get)),
  ].flat();

  const computeTile = [
    source.set(buffer.get),
    ...tile.map(({ from, left: leftSum, right: rightSum }, i) => [
      from.set(add(input.get, multiply(add(row.get, constant(i)), inputRow.get))),
      leftSum.set(load(add(bias.get, column.get), 0)),
      rightSum.set(load(add(bias.get, column.get), VECTOR_BYTES)),
    ].flat()),
    repeatWhile([
      left.set(load(source.get, 0)),
      right.set(load(source.get, VECTOR_BYTES)),
      ...tile.map(({ from, left: leftSum, right: rightSum }) => [
        value.set(loadSplat(from.get, 0)),
        leftSum.set(multiplyAdd(value.get, left.get, leftSum.get)),
        rightSum.set(multiplyAdd(value.get, right.get, rightSum.get)),
        advance(from, constant(FLOAT_BYTES)),
      ].flat()),
      advance(source, constant(TILE)),
    ].flat(), isBelow(source.get, bufferEnd.get)),
    ...other === undefined ? [
      to.set(add(add(output.get, column.get), multiply(row.get, weightsRow.get))),
      ...tile.map(({ left: leftSum, right: rightSum }) => [
        store(to.get, 0, finish(leftSum, 0)),
        store(to.get, VECTOR_BYTES, finish(rightSum, VECTOR_BYTES)),
        advance(to, weightsRow.get),
      ].flat()),
    ] : [
      source.set(add(add(other.start.get, column.get), multiply(row.get, other.row.get))),
      to.set(add(output.get, multiply(constant(2), add(column.get, multiply(row.get, weightsRow.get))))),
      ...tile.map(({ left: leftSum, right: rightSum }) => [
        ...[leftSum, rightSum].flatMap((sum, side) => [
          value.set(load(source.get, side * VECTOR_BYTES)),
          sum.set(finish(sum, side * VECTOR_BYTES)),
          store(to.get, 2 * side * VECTOR_BYTES, chooseFloats([0, 4, 1, 5])(value.get, sum.get)),
          store(to.get, (2 * side + 1) * VECTOR_BYTES, chooseFloats([2, 6, 3, 7])(value.get, sum.get)),
        ]),
        advance(source, other.row.get),
        advance(to, multiply(constant(2), weightsRow.get)),
      ].flat()),
    ],
  ].flat();

  return kernel.module([
    weightsRow.set(multiply(columns.get, constant(FLOAT_BYTES))),
    bufferEnd.set(add(buffer.get, multiply(depth.get, constant(TILE)))),
    lastRow.set(subtract(rows.get, constant(TILE_ROWS))),
    lastColumn.set(subtract(multiply(columnEnd.get, constant(FLOAT_BYTES)), constant(TILE))),
    inTiles(column, TILE, lastColumn, [...copyWeights, ...inTiles(row, TILE_ROWS, lastRow, computeTile)], multiply(firstColumn.get, constant(FLOAT_BYTES))),
  ].flat(), target);
}
