import type { ColumnTaps } from './column-taps';
import { resizeRowByLoop } from './resize-row-by-loop';
import { resizeRowBySimd } from './resize-row-by-simd';

/** Rows of bytes: the first begins at `offset`, each other one `stride` behind the one before. */
export interface ByteRows {
  readonly bytes: Uint8Array | Uint8ClampedArray;
  readonly offset: number;
  readonly stride: number;
}

/** How one row of a resized plane is made. */
export interface RowPlan {
  /** [rows] What each source row counts. */
  readonly weights: Float32Array;
  readonly columns: ColumnTaps;
  /** Bytes of a source row. */
  readonly length: number;
  /** Bytes of a pixel. */
  readonly channels: number;
}

/** Makes one row of a resized plane. @param into [columns.count] for each channel that is wanted, 0 to 255, not rounded */
export type ResizeRow = (rows: ByteRows, plan: RowPlan, into: readonly Float32Array[]) => void;

/** By SIMD where the host has it; a plain loop takes several times as long. */
export const resizeRow: ResizeRow = (...given) => (ofThisThread ??= resizeRowBySimd() ?? resizeRowByLoop())(...given);
/** Programs are compiled, and a memory is claimed, once a thread. */
let ofThisThread: ResizeRow | undefined;
