import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { WORD_BYTES } from '../../wasm/assembler';
import { linkProgram } from '../../wasm/link';
import { copyRowsProgram, gatherRowsProgram, UNITS, type Unit } from './program';

/** Rows of an engine's memory, addresses and lengths in bytes. What is read and what is written lie apart. */
export interface Rows {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Of one row. */
  readonly bytes: number;
  /** From a row to the next, where they are read and where they are written. */
  readonly fromStep: number;
  readonly toStep: number;
}

/** Copies rows within an engine's memory. @param memory a view of all of it; one for many copies is faster */
export function copyRows(backend: BackendWasm, memory: Uint8Array, { from, to, count, bytes, fromStep, toStep }: Rows): void {
  if (count < 1 || bytes < 1) return;
  const isWhole = count === 1 || (fromStep === bytes && toStep === bytes);
  if (isWhole) return void memory.copyWithin(to, from, from + count * bytes);
  const unit = unitOf(bytes);
  const program = unit === undefined ? undefined : linkProgram(backend, `copy rows by ${unit}`, (target) => copyRowsProgram(unit, target));
  if (program !== undefined) return program.run([[from, to, count, bytes, fromStep, toStep]]);
  for (let row = 0; row < count; row++) memory.copyWithin(to + row * toStep, from + row * fromStep, from + row * fromStep + bytes);
}

/** Copies the rows with the given numbers, one behind the other. @param numbers address of `count` numbers of 32 bits. @returns false where it was not done */
export function gatherRows(backend: BackendWasm, { rows, numbers, to, count, bytes }: { readonly rows: number; readonly numbers: number; readonly to: number; readonly count: number; readonly bytes: number }): boolean {
  const unit = unitOf(bytes);
  const program = unit === undefined ? undefined : linkProgram(backend, `gather rows by ${unit}`, (target) => gatherRowsProgram(unit, target));
  if (program === undefined) return false;
  if (count > 0) program.run([[rows, numbers, to, count, bytes]]);
  return true;
}

/** What to copy a row by; undefined where it is no whole number of words. */
const unitOf = (bytes: number): Unit | undefined => (bytes % WORD_BYTES === 0 ? UNITS.find((unit) => bytes >= unit) : undefined);
