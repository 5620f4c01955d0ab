import { EngineError } from '../../../errors';
import type { Value } from '../../graph';
import type { Lowering } from '../lowering';
import { literal } from '../shader';
import { channelsOf, groupsFor, lanes, rowsOf, type Step } from '../step';

/** One of a graph's outputs that is read back as a list of what lies above a threshold. */
export interface Listing {
  /** Which of the outputs: numbers of one picture. */
  readonly output: number;
  readonly threshold: number;
  /** How many are read back at once; where there are more, all numbers are read after all. */
  readonly capacity: number;
}

/** Numbers of the list: how many there are, then an index and the bits of a number each. */
export const listLength = ({ capacity }: Listing): number => 1 + 2 * capacity;

/** Appends what lies above the threshold to the list, in no order. */
export function listingStep(value: Value, { threshold, capacity }: Listing, lowering: Lowering): Step {
  if (value.dtype !== 'float32') throw new EngineError(`a list of numbers of type ${value.dtype}`);
  const [rows, columns] = [rowsOf(value), lanes(channelsOf(value))];
  return {
    label: 'List',
    reads: { x: lowering.read(value) },
    write: 'list',
    sizes: { rows, columns, channels: channelsOf(value), capacity },
    workgroups: groupsFor(rows * columns),
    body: `
fn run(index : i32) {
  let c = index % s.columns;
  let row = index / s.columns;
  if (row >= s.rows) { return; }
  let v = read_x(row, c);
  for (var i = 0; i < min(4, s.channels - 4 * c); i++) {
    if (v[i] > ${literal(threshold)}) {
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
