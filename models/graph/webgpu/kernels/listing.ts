import { EngineError } from '../../../errors';
import type { Value } from '../../graph';
import type { Lowering } from '../lowering';
import { channelsOf, groupsFor, lanes, rowsOf, type Step } from '../step';

/** One of a graph's outputs that is read back as a list of its greatest numbers. */
export interface Listing {
  /** Which of the outputs. */
  readonly output: number;
  /** What lies at it or below is never asked for; above 0. */
  readonly threshold: number;
  /** How many of the greatest are asked for: the list may begin higher as long as it holds so many. */
  readonly enough: number;
  /** How many are read back at once; where it is not enough, all numbers are read after all. */
  readonly capacity: number;
}

/** Where a list's step has its threshold, a uniform that changes with the pictures: the bits of a float. */
export const LIST_THRESHOLD = 'threshold';

/** Numbers of the list: how many there are, then an index and the bits of a number each. */
export const listLength = ({ capacity }: Listing): number => 1 + 2 * capacity;

/** Appends what lies above its threshold to the list, in no order. */
export function listingStep(value: Value, { threshold, capacity }: Omit<Listing, 'output'>, lowering: Lowering): Step {
  if (value.dtype !== 'float32') throw new EngineError(`a list of numbers of type ${value.dtype}`);
  const [rows, columns] = [rowsOf(value), lanes(channelsOf(value))];
  return {
    label: 'List',
    reads: { x: lowering.read(value) },
    write: 'list',
    sizes: { rows, columns, channels: channelsOf(value), capacity, [LIST_THRESHOLD]: bitsOf(threshold) },
    workgroups: groupsFor(rows * columns),
    body: `
fn run(index : i32) {
  let c = index % s.columns;
  let row = index / s.columns;
  if (row >= s.rows) { return; }
  let v = read_x(row, c);
  for (var i = 0; i < min(4, s.channels - 4 * c); i++) {
    if (v[i] > bitcast<f32>(s.${LIST_THRESHOLD})) {
      let place = atomicAdd(&list[0], 1u);
      if (place < u32(s.capacity)) {
        atomicStore(&list[1 + 2 * place], u32(row * s.channels + 4 * c + i));
        atomicStore(&list[2 + 2 * place], bitcast<u32>(v[i]));
      }
    }
  }
}
`,
  };
}

/** A float's bits as a whole number. */
export const bitsOf = (value: number): number => new Int32Array(Float32Array.of(value).buffer)[0] ?? 0;
