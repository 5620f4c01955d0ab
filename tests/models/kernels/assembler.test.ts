import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EngineError } from '../../../models/errors';
import { add, constant, isBelow, KernelCode, load, multiply, repeatWhile, select, signed, store, subtract, unsigned, type Code, type Variable } from '../../../models/wasm/assembler';

/** The number that LEB128 stands for, as the specification defines it: seven bits a byte, the lowest first. */
const read = (bytes: Code) => bytes.reduce((sum, byte, i) => sum + (byte & 0x7f) * 2 ** (7 * i), 0);
const inRange = (bytes: Code) => bytes.every((byte, i) => byte >= (i < bytes.length - 1 ? 0x80 : 0) && byte < (i < bytes.length - 1 ? 0x100 : 0x80));

it('writes whole numbers as LEB128', () => {
  fc.assert(fc.property(fc.nat(), (value) => {
    expect([read(unsigned(value)), inRange(unsigned(value))]).toEqual([value, true]);
  }));
  fc.assert(fc.property(fc.integer(), (value) => {
    const bytes = signed(value);
    // The highest bit of the last byte's seven counts as negative.
    const isNegative = ((bytes.at(-1) ?? 0) & 0x40) !== 0;
    expect([read(bytes) - (isNegative ? 2 ** (7 * bytes.length) : 0), inRange(bytes)]).toEqual([value, true]);
  }));
});

const isRun = (exported: unknown): exported is (...numbers: number[]) => void => typeof exported === 'function';

const ALONE = { fused: false, shared: false };

/** What a function of two numbers, which writes its result to address 0, makes of them. */
function run(body: (first: Variable, second: Variable, result: Variable) => Code, first: number, second: number): number {
  const kernel = new KernelCode();
  const [a, b] = [kernel.parameter('i32'), kernel.parameter('i32')];
  const result = kernel.variable('i32');
  // An i32.store of the result, which kernels of vectors do not need.
  const bytes = kernel.module([...body(a, b, result), ...constant(0), ...result.get, 0x36, 2, 0], ALONE);
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { run: exported } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports;
  if (!isRun(exported)) throw new Error('The module exports no function.');
  exported(first, second);
  return new Int32Array(memory.buffer)[0] ?? NaN;
}

it('computes with whole numbers of 32 bits, and compares them without a sign', () => {
  fc.assert(fc.property(fc.integer(), fc.integer(), (a, b) => {
    expect(run((first, second, result) => result.set(add(first.get, second.get)), a, b)).toBe((a + b) | 0);
    expect(run((first, second, result) => result.set(subtract(first.get, second.get)), a, b)).toBe((a - b) | 0);
    expect(run((first, second, result) => result.set(multiply(first.get, second.get)), a, b)).toBe(Math.imul(a, b));
    expect(run((first, second, result) => result.set(select(first.get, second.get, isBelow(first.get, second.get))), a, b)).toBe(Math.min(a >>> 0, b >>> 0) | 0);
    expect(run((_, __, result) => result.set(constant(a)), 0, 0)).toBe(a);
  }), { numRuns: 30 });
});

it('repeats while a condition holds, and at least once', () => {
  const triangle = (n: Variable, count: Variable, result: Variable) => repeatWhile([
    ...count.set(add(count.get, constant(1))),
    ...result.set(add(result.get, count.get)),
  ], isBelow(count.get, n.get));
  fc.assert(fc.property(fc.nat(200), (n) => {
    expect(run(triangle, n, 0)).toBe(Math.max(1, (n * (n + 1)) / 2));
  }), { numRuns: 20 });
});

it('moves vectors in memory, at distances of more than a byte', () => {
  const kernel = new KernelCode();
  const memory = new WebAssembly.Memory({ initial: 1 });
  const floats = new Float32Array(memory.buffer, 0, 500);
  floats.set(floats.map((_, i) => i));
  const expected = floats.slice();
  const bytes = kernel.module(store(constant(4), 300, load(constant(12), 1000)), ALONE);
  const { run: exported } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports;
  if (!isRun(exported)) throw new Error('The module exports no function.');
  exported();
  expected.set([253, 254, 255, 256], 76);
  expect(floats).toEqual(expected);
});

it('refuses a parameter behind a variable', () => {
  const kernel = new KernelCode();
  kernel.variable('v128');
  expect(() => kernel.parameter('i32')).toThrow(EngineError);
});
