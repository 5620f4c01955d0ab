import { EngineError } from '../errors';

/**
 * WebAssembly's binary format, as much of it as a kernel needs. An expression is the code of its operands followed by its
 * instruction, so that it reads as the folded text format does: `add(x.get, constant(4))`.
 * Source: the WebAssembly core specification, version 2, section 5, and the relaxed SIMD proposal.
 */
export type Code = readonly number[];
export type ValueType = 'i32' | 'f32' | 'v128';

const VALUE_TYPES: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };

/** LEB128, the format's way to write a whole number in as few bytes as it needs; for one that is not negative. */
export const unsigned = (value: number): Code => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)]);
/** LEB128 of a 32-bit number with a sign. */
export const signed = (value: number): Code => (value >= -0x40 && value < 0x40 ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)]);

const instruction = (...bytes: Code) => (...operands: readonly Code[]): Code => [...operands.flat(), ...bytes];
const vectorInstruction = (number: number) => instruction(0xfd, ...unsigned(number));
/** Reads or writes memory at an address and a constant distance from it, in bytes; nothing is said of its alignment. */
const access = (number: number) => (address: Code, offset: number, ...values: readonly Code[]): Code =>
  [...address, ...values.flat(), 0xfd, ...unsigned(number), 0, ...unsigned(offset)];

export const constant = (value: number): Code => [0x41, ...signed(value)];
export const add = instruction(0x6a);
export const subtract = instruction(0x6b);
export const multiply = instruction(0x6c);
/** 1 where the first is below the second, both without a sign, as addresses are; else 0. */
export const isBelow = instruction(0x49);
/** The first where the third is not 0, else the second. */
export const select = instruction(0x1b);

export const FLOAT_BYTES = 4;
/** A whole number of 32 bits, or any float. */
export const WORD_BYTES = 4;
/** Four floats, which are read, written and computed at once. */
export const VECTOR_BYTES = 4 * FLOAT_BYTES;

/** Reads or writes memory as `access` does, a whole number of 32 bits. */
const wordAccess = (code: number) => (address: Code, offset: number, ...values: readonly Code[]): Code =>
  [...address, ...values.flat(), code, 0, ...unsigned(offset)];

export const loadWord = wordAccess(0x28);
export const storeWord = wordAccess(0x36);
/** Four floats. */
export const load = access(0x00);
/** Eight bytes, as whole numbers of 16 bits without a sign. */
export const loadBytes = access(0x02);
/** One float, in each of four lanes. */
export const loadSplat = access(0x09);
/** The vector with one float read into one of its lanes. */
export const loadLane = (lane: 0 | 1 | 2 | 3) => (address: Code, offset: number, lanes: Code): Code => [...access(0x56)(address, offset, lanes), lane];
export const store = access(0x0b);
/** The first or the last four of eight whole numbers without a sign, as floats. */
export const lowFloats = (lanes: Code): Code => vectorInstruction(0xfa)(vectorInstruction(0xa9)(lanes));
export const highFloats = (lanes: Code): Code => vectorInstruction(0xfa)(vectorInstruction(0xaa)(lanes));
export const splat = vectorInstruction(0x13);
/** Four floats of eight, by their numbers: 0 to 3 are those of the first vector, 4 to 7 of the second. */
export const chooseFloats = (numbers: readonly [number, number, number, number]) => (first: Code, second: Code): Code =>
  [...first, ...second, 0xfd, 0x0d, ...numbers.flatMap((number) => [0, 1, 2, 3].map((byte) => FLOAT_BYTES * number + byte))];
export const addLanes = vectorInstruction(0xe4);
export const multiplyLanes = vectorInstruction(0xe6);
/** The second where it is less, else the first: one instruction of the processor, which `min` with its NaN is not. */
export const lesser = vectorInstruction(0xea);
/** The second where it is more, else the first. */
export const greater = vectorInstruction(0xeb);
/** first × second + third, rounded once where the processor does so and else twice. Relaxed SIMD. */
export const multiplyAddLanes = vectorInstruction(0x105);

/** Runs the body once, and again as long as the condition behind it is not 0. */
export const repeatWhile = (body: Code, condition: Code): Code => [0x03, 0x40, ...body, ...condition, 0x0d, 0, 0x0b];

export interface Variable {
  readonly get: Code;
  readonly set: (value: Code) => Code;
}

export const advance = (variable: Variable, by: Code): Code => variable.set(add(variable.get, by));

/**
 * Runs the body at the first place, at every whole number of sizes behind it that is below the last place, and at the last
 * place: what does not fit whole tiles is covered by one that is moved back, and needs no code of its own.
 */
export const inTiles = (place: Variable, size: number, last: Variable, body: Code, first: Code = constant(0)): Code => [
  ...place.set(subtract(first, constant(size))),
  ...repeatWhile([
    ...advance(place, constant(size)),
    ...place.set(select(place.get, last.get, isBelow(place.get, last.get))),
    ...body,
  ], isBelow(place.get, last.get)),
];

/** What a program is made for. */
export interface Target {
  /** Multiplies and adds in one instruction, which needs relaxed SIMD. */
  readonly fused: boolean;
  /** Its memory is one that threads share. */
  readonly shared: boolean;
}

/** Pages of 64 KiB that 32 bits reach: no memory is larger. */
const MOST_PAGES = 65536;

/** A function without a result, over a memory that it is given. */
export class KernelCode {
  private readonly parameters: ValueType[] = [];
  private readonly variables: ValueType[] = [];

  /** @throws EngineError behind a variable: parameters come first. */
  parameter(type: ValueType): Variable {
    if (this.variables.length > 0) throw new EngineError('A parameter of a kernel was declared behind a variable; declare all parameters first.');
    return variableAt(this.parameters.push(type) - 1);
  }

  variable(type: ValueType): Variable {
    return variableAt(this.parameters.length + this.variables.push(type) - 1);
  }

  /** @returns a module that imports "memory" from "env" and exports this function as "run" */
  module(body: Code, { shared }: Target): Uint8Array<ArrayBuffer> {
    const code = [...list(this.variables.map((type) => [1, VALUE_TYPES[type]])), ...body, 0x0b];
    return new Uint8Array([
      0x00, ...ascii('asm'), 1, 0, 0, 0,
      ...section(1, [0x60, ...list(this.parameters.map((type) => [VALUE_TYPES[type]])), 0]),
      ...section(2, [...text('env'), ...text('memory'), 0x02, ...(shared ? [0x03, 0, ...unsigned(MOST_PAGES)] : [0, 0])]),
      ...section(3, [0]),
      ...section(7, [...text('run'), 0x00, 0]),
      ...section(10, [...unsigned(code.length), ...code]),
    ]);
  }
}

function variableAt(place: number): Variable {
  const index = unsigned(place);
  return { get: [0x20, ...index], set: (value) => [...value, 0x21, ...index] };
}

const ascii = (letters: string): Code => Array.from(letters, (letter) => letter.charCodeAt(0));
const text = (letters: string): Code => [...unsigned(letters.length), ...ascii(letters)];
const list = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];

/** A section with one entry. */
function section(id: number, entry: Code): Code {
  const content = list([entry]);
  return [id, ...unsigned(content.length), ...content];
}
