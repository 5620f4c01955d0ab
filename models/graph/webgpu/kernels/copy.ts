import { EngineError } from '../../../errors';
import { sizeOf } from '../../graph';
import { groupsFor, LANES, type Operand, type Step, type View } from '../step';

/** A block of up to four axes: how long each is, and how far apart its entries lie, in floats. */
export interface Block {
  readonly sizes: readonly number[];
  readonly from: readonly number[];
  readonly to: readonly number[];
}

const AXES = 4;

/** Copies numbers from one place to another in any order of axes; four at once where the innermost axis allows it. */
export function copyStep(label: string, from: View, to: View, block: Block): Step {
  if (block.sizes.length > AXES) throw new EngineError(`copies of ${block.sizes.length} axes`);
  const isWide = [from.offset, to.offset, block.sizes.at(-1) ?? 1, ...block.from.slice(0, -1), ...block.to.slice(0, -1)].every((number) => number % LANES === 0)
    && block.from.at(-1) === 1 && block.to.at(-1) === 1;
  const unit = isWide ? LANES : 1;
  const [sizes, source, target] = [filled(block.sizes, 1), filled(block.from, 0), filled(block.to, 0)];
  const inUnits = (strides: readonly number[]) => strides.map((stride, axis) => (axis === AXES - 1 ? stride : stride / unit));
  const lengths = sizes.map((size, axis) => (axis === AXES - 1 ? size / unit : size));
  const entries = (name: string, numbers: readonly number[]) => Object.fromEntries(numbers.map((number, axis) => [`${name}${axis}`, number]));
  // As rows of one entry each, so that a row is what the strides count.
  const single = (view: View): Operand => ({ region: view.region, offset: view.offset, row: unit, channels: unit });
  return {
    label,
    reads: { x: single(from) },
    write: single(to),
    sizes: { count: sizeOf(lengths), ...entries('size', lengths), ...entries('from', inUnits(source)), ...entries('to', inUnits(target)) },
    workgroups: groupsFor(sizeOf(lengths)),
    body: `
fn run(index : i32) {
  if (index >= s.count) { return; }
  let i3 = index % s.size3;
  let i2 = index / s.size3 % s.size2;
  let i1 = index / (s.size3 * s.size2) % s.size1;
  let i0 = index / (s.size3 * s.size2 * s.size1);
  put(i0 * s.to0 + i1 * s.to1 + i2 * s.to2 + i3 * s.to3, 0, read_x(i0 * s.from0 + i1 * s.from1 + i2 * s.from2 + i3 * s.from3, 0));
}
`,
  };
}

const filled = (numbers: readonly number[], filler: number): number[] => [...new Array<number>(AXES - numbers.length).fill(filler), ...numbers];
