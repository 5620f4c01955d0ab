import { add, advance, constant, inTiles, isBelow, KernelCode, load, multiply, repeatWhile, store, subtract, VECTOR_BYTES, type Code, type Target } from '../../wasm/assembler';
import { finished, multiplyAddFor, type Tail } from '../../wasm/epilogue';

/** Results of a row that are computed at once, for four channels each. Six or eight are not faster, nor are blocks of channels. */
export const TILE_COLUMNS = 4;

export interface DepthwiseShape {
  /** Side of the square filters. */
  readonly kernelSize: number;
  readonly stride: number;
}

/**
 * WebAssembly for depthwise convolutions of one picture, channels last, without padding. Parameters of its "run": the
 * addresses of input [rows, columns, channels], weights [kernelSize, kernelSize, channels], bias [channels], slopes
 * [channels] and output; then bytes of a row of the input, bytes of all channels of one place (a multiple of VECTOR_BYTES),
 * rows and columns of the output, the latter ≥ TILE_COLUMNS; then the range's ends as floats.
 *
 * What was loaded of the input serves all results of a tile that it falls under, and a row of weights all of the tile: a
 * filter of 5 x 5 loads a third of what it would for each result by itself. Sums, weights of a row and a value are 10
 * registers. Channels are innermost, so memory is read in its order.
 */
export function depthwiseProgram({ kernelSize, stride }: DepthwiseShape, tail: Tail, target: Target): Uint8Array<ArrayBuffer> {
  const kernel = new KernelCode();
  const parameter = () => kernel.parameter('i32');
  const [input, weights, bias, slopes, output] = [parameter(), parameter(), parameter(), parameter(), parameter()];
  const [inputRow, channels, rows, columns] = [parameter(), parameter(), parameter(), parameter()];
  const [low, high] = [kernel.parameter('f32'), kernel.parameter('f32')];

  const address = () => kernel.variable('i32');
  const [column, lastColumn, channel, outputRow, outputEnd] = [address(), address(), address(), address(), address()];
  const [source, weight, to, nextRow] = [address(), address(), address(), address()];
  const lanes = () => kernel.variable('v128');
  const value = lanes();
  const sums = Array.from({ length: TILE_COLUMNS }, lanes);
  const rowWeights = Array.from({ length: kernelSize }, lanes);

  const multiplyAdd = multiplyAddFor(target);
  const inputColumns = (TILE_COLUMNS - 1) * stride + kernelSize;
  const inputColumn = (place: number): Code => [
    value.set(load(source.get, 0)),
    ...sums.flatMap((sum, i) => {
      const factor = rowWeights[place - i * stride];
      return factor === undefined ? [] : [sum.set(multiplyAdd(value.get, factor.get, sum.get))];
    }),
    advance(source, channels.get),
  ].flat();
  const filterRow = [
    ...rowWeights.map((factor) => [factor.set(load(weight.get, 0)), advance(weight, channels.get)].flat()),
    ...Array.from({ length: inputColumns }, (_, place) => inputColumn(place)),
    advance(source, nextRow.get),
  ].flat();

  const computeTile = [
    source.set(add(add(input.get, channel.get), multiply(multiply(column.get, constant(stride)), channels.get))),
    weight.set(add(weights.get, channel.get)),
    to.set(add(add(outputRow.get, channel.get), multiply(column.get, channels.get))),
    ...sums.map((sum) => sum.set(load(add(bias.get, channel.get), 0))),
    ...Array.from({ length: kernelSize }, () => filterRow),
    ...sums.map((sum) => [store(to.get, 0, finished(tail, sum, { slopes, low, high }, [channel, 0], target)), advance(to, channels.get)].flat()),
  ].flat();

  const allChannels = [
    channel.set(constant(0)),
    repeatWhile([...computeTile, ...advance(channel, constant(VECTOR_BYTES))], isBelow(channel.get, channels.get)),
  ].flat();

  return kernel.module([
    lastColumn.set(subtract(columns.get, constant(TILE_COLUMNS))),
    nextRow.set(subtract(inputRow.get, multiply(constant(inputColumns), channels.get))),
    outputRow.set(output.get),
    outputEnd.set(add(output.get, multiply(multiply(rows.get, columns.get), channels.get))),
    repeatWhile([
      inTiles(column, TILE_COLUMNS, lastColumn, allChannels),
      advance(input, multiply(constant(stride), inputRow.get)),
      advance(outputRow, multiply(columns.get, channels.get)),
    ].flat(), isBelow(outputRow.get, outputEnd.get)),
  ].flat(), target);
}
