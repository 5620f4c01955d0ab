import { sizeOf, type Value } from '../graph';

/** A part of the arena that lives from the first step that writes to it to the last that reads it. Identity matters. */
export interface Region {
  readonly floats: number;
}

/** Where the numbers of a value lie: rows of its last axis, one after another or apart. */
export interface View {
  readonly region: Region;
  /** Of the first number within the region, in floats. */
  readonly offset: number;
  /** From one row to the next, in floats. */
  readonly row: number;
}

/** What a kernel reads or writes. */
export interface Operand extends View {
  /** Numbers of a row. */
  readonly channels: number;
  /** One number for all channels. */
  readonly isNumber?: true;
}

/** One dispatch: a kernel with what it works on. */
export interface Step {
  /** The graph's kernel, and where in the network's code it stands. */
  readonly label: string;
  readonly reads: Readonly<Record<string, Operand>>;
  /** 'list': the list of what lies above a threshold, and nothing in the arena. */
  readonly write: Operand | 'list';
  /** Whole numbers that the kernel reads as `s.<name>`. */
  readonly sizes: Readonly<Record<string, number>>;
  /** How many workgroups of `WORKGROUP` threads run. */
  readonly workgroups: number;
  /** WGSL behind the declarations: functions, and `fn run(index : i32)` with one index a thread. */
  readonly body: string;
}

/** Threads of a workgroup: what every device has, and two to four of what they run at once. */
export const WORKGROUP = 64;

/** Numbers of a vector. */
export const LANES = 4;

export const lanes = (channels: number): number => Math.ceil(channels / LANES);

/** The last axis, 1 for a single number. */
export const channelsOf = ({ shape }: Pick<Value, 'shape'>): number => shape.at(-1) ?? 1;

export const rowsOf = (value: Pick<Value, 'shape'>): number => sizeOf(value.shape.slice(0, -1));

/** Whether a value's numbers lie one after another. */
export const isContiguous = (view: View, value: Pick<Value, 'shape'>): boolean => view.row === channelsOf(value) || rowsOf(value) === 1;

export const operandOf = (view: View, value: Pick<Value, 'shape'>): Operand => ({ ...view, channels: channelsOf(value) });

/** Workgroups for so many threads. */
export const groupsFor = (threads: number): number => Math.ceil(threads / WORKGROUP);

/** Everything in the arena that a step reads or writes. */
export const operandsOf = ({ reads, write }: Pick<Step, 'reads' | 'write'>): readonly Operand[] => [...Object.values(reads), ...(write === 'list' ? [] : [write])];
