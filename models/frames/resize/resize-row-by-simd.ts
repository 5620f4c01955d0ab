import { FLOAT_BYTES, VECTOR_BYTES } from '../../wasm/assembler';
import { isValid, link, newMemory, type Run } from '../../wasm/web-assembly';
import { columnsProgram, rowSumsProgram, SAMPLES_AT_ONCE } from './row-programs';
import type { ResizeRow } from './resize-row';

/**
 * By programs of WebAssembly, over a memory of their own that the few source rows are copied into, wherever a picture lies:
 * that is a small part of the work.
 * @returns undefined where the host has no SIMD
 */
export function resizeRowBySimd(): ResizeRow | undefined {
  const programs: Programs = { rowSums: rowSumsProgram(), columns: columnsProgram() };
  if (!isValid(programs.rowSums) || !isValid(programs.columns)) return undefined;
  let scratch = scratchFor({ weights: 0, firsts: 0, columnWeights: 0, columns: 0, sums: 0, rows: 0 }, programs);
  return ({ bytes, offset, stride }, { weights, columns, length, channels }, into) => {
    const rowBytes = (weights.length - 1) * stride + length;
    scratch = withRoom(scratch, {
      weights: weights.length,
      firsts: columns.firsts.length,
      columnWeights: columns.weights.length,
      columns: columns.firsts.length,
      // The last taps of a column may lie behind the row, where they count nothing.
      sums: length + SAMPLES_AT_ONCE + channels * columns.taps,
      rows: rowBytes + SAMPLES_AT_ONCE,
    }, programs);
    scratch.weights.set(weights);
    scratch.firsts.set(columns.firsts);
    scratch.columnWeights.set(columns.weights);
    scratch.rows.set(bytes.subarray(offset, offset + rowBytes));
    const [rowsAt, weightsAt, sumsAt, firstsAt, columnWeightsAt, columnsAt] = scratch.addresses;
    scratch.rowSums(rowsAt, stride, length, weightsAt, weightsAt + weights.byteLength, sumsAt);
    for (let channel = 0; channel < into.length; channel++) {
      scratch.makeColumns(sumsAt + FLOAT_BYTES * channel, firstsAt, columnWeightsAt, VECTOR_BYTES * columns.taps, FLOAT_BYTES * channels, columnsAt, columnsAt + columns.firsts.byteLength);
      into[channel]?.set(scratch.columns.subarray(0, columns.count));
    }
  };
}

interface Programs {
  readonly rowSums: Uint8Array<ArrayBuffer>;
  readonly columns: Uint8Array<ArrayBuffer>;
}

/** Elements of each array in the memory. */
interface Room {
  readonly weights: number;
  readonly firsts: number;
  readonly columnWeights: number;
  readonly columns: number;
  readonly sums: number;
  readonly rows: number;
}

interface Scratch {
  readonly room: Room;
  readonly weights: Float32Array;
  readonly firsts: Int32Array;
  readonly columnWeights: Float32Array;
  readonly columns: Float32Array;
  readonly rows: Uint8Array;
  readonly addresses: readonly [rows: number, weights: number, sums: number, firsts: number, columnWeights: number, columns: number];
  readonly rowSums: Run;
  readonly makeColumns: Run;
}

/** What there is, or as much as both need: planes of one picture come in turn. */
function withRoom(scratch: Scratch, wanted: Room, programs: Programs): Scratch {
  const { room } = scratch;
  const larger: Room = {
    weights: Math.max(room.weights, wanted.weights),
    firsts: Math.max(room.firsts, wanted.firsts),
    columnWeights: Math.max(room.columnWeights, wanted.columnWeights),
    columns: Math.max(room.columns, wanted.columns),
    sums: Math.max(room.sums, wanted.sums),
    rows: Math.max(room.rows, wanted.rows),
  };
  const isEnough = larger.weights === room.weights && larger.firsts === room.firsts && larger.columnWeights === room.columnWeights
    && larger.columns === room.columns && larger.sums === room.sums && larger.rows === room.rows;
  return isEnough ? scratch : scratchFor(larger, programs);
}

function scratchFor(room: Room, programs: Programs): Scratch {
  const weightsAt = 0;
  const firstsAt = weightsAt + FLOAT_BYTES * room.weights;
  const columnWeightsAt = firstsAt + FLOAT_BYTES * room.firsts;
  const columnsAt = columnWeightsAt + FLOAT_BYTES * room.columnWeights;
  const sumsAt = columnsAt + FLOAT_BYTES * room.columns;
  const rowsAt = sumsAt + FLOAT_BYTES * room.sums;
  const memory = newMemory(rowsAt + room.rows);
  return {
    room,
    weights: new Float32Array(memory.buffer, weightsAt, room.weights),
    firsts: new Int32Array(memory.buffer, firstsAt, room.firsts),
    columnWeights: new Float32Array(memory.buffer, columnWeightsAt, room.columnWeights),
    columns: new Float32Array(memory.buffer, columnsAt, room.columns),
    rows: new Uint8Array(memory.buffer, rowsAt, room.rows),
    addresses: [rowsAt, weightsAt, sumsAt, firstsAt, columnWeightsAt, columnsAt],
    rowSums: link(programs.rowSums, memory),
    makeColumns: link(programs.columns, memory),
  };
}
