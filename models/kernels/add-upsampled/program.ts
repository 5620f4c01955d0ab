import { add, addLanes, advance, constant, greater, isBelow, KernelCode, load, multiply, repeatWhile, splat, store, VECTOR_BYTES, type Target } from '../../wasm/assembler';

/**
 * WebAssembly for output = max(map + upsampled, low), channels last. Parameters of its "run": the addresses of the map, of the
 * smaller map and of the output; rows and columns of the smaller map, 1 or more; how often each of its cells is repeated in
 * both directions; bytes of all channels of one place, a multiple of VECTOR_BYTES; then the least that is written, a float.
 */
export function addUpsampledProgram(target: Target): Uint8Array<ArrayBuffer> {
  const kernel = new KernelCode();
  const parameter = () => kernel.parameter('i32');
  const [map, smaller, output, rows, columns, factor, channels] = [parameter(), parameter(), parameter(), parameter(), parameter(), parameter(), parameter()];
  const low = kernel.parameter('f32');
  const address = () => kernel.variable('i32');
  const [rowBytes, end, rowEnd, cell, cellsEnd, outputRowsEnd, repeatsEnd, channel] = [address(), address(), address(), address(), address(), address(), address(), address()];

  const place = [
    channel.set(constant(0)),
    repeatWhile([
      store(output.get, 0, greater(addLanes(load(map.get, 0), load(add(cell.get, channel.get), 0)), splat(low.get))),
      advance(map, constant(VECTOR_BYTES)),
      advance(output, constant(VECTOR_BYTES)),
      advance(channel, constant(VECTOR_BYTES)),
    ].flat(), isBelow(channel.get, channels.get)),
  ].flat();
  const outputRow = [
    cell.set(smaller.get),
    repeatWhile([
      repeatsEnd.set(add(output.get, multiply(factor.get, channels.get))),
      repeatWhile(place, isBelow(output.get, repeatsEnd.get)),
      advance(cell, channels.get),
    ].flat(), isBelow(cell.get, cellsEnd.get)),
  ].flat();

  return kernel.module([
    rowBytes.set(multiply(columns.get, channels.get)),
    rowEnd.set(multiply(multiply(factor.get, factor.get), rowBytes.get)),
    end.set(add(smaller.get, multiply(rows.get, rowBytes.get))),
    repeatWhile([
      cellsEnd.set(add(smaller.get, rowBytes.get)),
      outputRowsEnd.set(add(output.get, rowEnd.get)),
      repeatWhile(outputRow, isBelow(output.get, outputRowsEnd.get)),
      smaller.set(cellsEnd.get),
    ].flat(), isBelow(smaller.get, end.get)),
  ].flat(), target);
}
