import { resizeRowByLoop } from './resize-row-by-loop';
import { resizeRowBySimd } from './resize-row-by-simd';
import type { ResizeRow } from './row-plan';

/** By SIMD where the host has it; a plain loop takes several times as long. */
export const resizeRow: ResizeRow = (...given) => (ofThisThread ??= resizeRowBySimd() ?? resizeRowByLoop())(...given);
/** Programs are compiled, and a memory is claimed, once a thread. */
let ofThisThread: ResizeRow | undefined;
