import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { FLOAT_BYTES } from '../../wasm/assembler';
import type { Program } from '../../wasm/link';
import { cut, partsOf } from '../../wasm/parts';
import { TILE_COLUMNS, TILE_ROWS } from './program';

/** Multiply-adds that are worth a thread, some ten microseconds. */
const WORTHWHILE = 100_000;

/** A part of fewer rows spends too much on copying weights. */
const LEAST_ROWS = 128;

/** output = tail(input · weights + bias); addresses in bytes. */
export interface Product {
  /** Matrix [rows, depth]. */
  readonly input: number;
  /** Matrix [depth, columns]. */
  readonly weights: number;
  /** Vectors [columns]; slopes are read by a tail of that name only. */
  readonly bias: number;
  readonly slopes: number;
  /** Matrix [rows, columns]. */
  readonly output: number;
  /** TILE_ROWS or more. */
  readonly rows: number;
  readonly depth: number;
  /** TILE_COLUMNS or more. */
  readonly columns: number;
  readonly range: readonly [low: number, high: number];
  /** Bytes from a row of the input to the next. Default: those of a row. */
  readonly inputRow?: number;
  /** Of a program that weaves: the other matrix, [rows, columns or more], and bytes from a row of it to the next. The output then has twice the columns. */
  readonly other?: { readonly start: number; readonly row: number };
}

/** Runs a `pointwiseProgram`, in parts where there are threads. */
export function multiply(backend: BackendWasm, program: Program, { input, weights, bias, slopes, output, rows, depth, columns, range, inputRow = depth * FLOAT_BYTES, other }: Product): void {
  const parts = partsOf(rows * depth * columns, WORTHWHILE, program.threads);
  const rowParts = cut(rows, Math.min(parts, Math.ceil(rows / LEAST_ROWS)), TILE_ROWS);
  const columnParts = cut(columns, Math.ceil(parts / rowParts.length), TILE_COLUMNS);
  const buffers = backend.makeOutput([rowParts.length * columnParts.length, depth * TILE_COLUMNS], 'float32');
  let buffer = backend.getMemoryOffset(buffers.dataId);
  program.run(rowParts.flatMap(([row, rowEnd]) => columnParts.map(([column, columnEnd]) => {
    const [from, to, copied] = [input + row * inputRow, output + row * (other ? 2 : 1) * columns * FLOAT_BYTES, buffer];
    const woven = other === undefined ? [] : [other.start + row * other.row, other.row];
    buffer += depth * TILE_COLUMNS * FLOAT_BYTES;
    return [from, weights, bias, slopes, to, copied, rowEnd - row, depth, columns, column, columnEnd, inputRow, ...woven, ...range];
  })));
  backend.disposeData(buffers.dataId);
}
