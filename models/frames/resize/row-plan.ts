import type { ColumnTaps } from './column-taps';

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
