import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { registerKernels } from '../../../models/kernels/register';
import { pointwiseProgram } from '../../../models/kernels/pointwise/program';
import { cut, partsOf } from '../../../models/wasm/parts';
import { MOST_CALLS, SharedCalls, type Call } from '../../../models/wasm/shared-calls';
import { withSharedMemory } from '../../../models/wasm/shared-memory';
import { WasmThreads } from '../../../models/wasm/threads';
import { noises } from './wasm-programs';
import { engineBinary, startOverSharedMemory, threadStarter } from './wasm-threads';

describe('the binary of the wasm engine', () => {
  it('is given a memory that can be shared, of a gigabyte at most, and is otherwise as it was', () => {
    const [before, after] = [engineBinary(), withSharedMemory(engineBinary())];
    expect(WebAssembly.validate(after)).toBe(true);
    expect(after.filter((byte, i) => byte !== before[i]).length).toBe(2);
  });

  it('is refused where it has no memory of its own, or ends too soon', () => {
    expect(() => withSharedMemory(pointwiseProgram('clamp', { fused: false, shared: false }))).toThrow(/no memory of its own/);
    expect(() => withSharedMemory(engineBinary().subarray(0, 9))).toThrow(/ends in the middle/);
  });
});

describe('parts of a kernel', () => {
  it('cover all of it once, but for a last tile that is moved back, and none is below a tile', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 9 }), (length, parts, tile) => {
      const pieces = cut(length, parts, tile);
      expect(pieces.length).toBe(Math.min(parts, Math.ceil(length / tile)));
      expect([pieces[0]?.[0], pieces.at(-1)?.[1]]).toEqual([0, length]);
      pieces.forEach(([start, end], i) => {
        expect(end - start).toBeGreaterThanOrEqual(Math.min(tile, length));
        const next = pieces[i + 1]?.[0] ?? length;
        expect(next <= end && (next === end || i === pieces.length - 2)).toBe(true);
      });
    }));
  });

  it('are one where there is one thread or little to do', () => {
    expect([partsOf(1e9, 10, 1), partsOf(19, 10, 4), partsOf(20, 10, 4), partsOf(1e9, 10, 4)]).toEqual([1, 1, 2, 8]);
  });
});

describe('shared calls', () => {
  it('are taken once each, by whoever comes, with the arguments that they were offered with', () => {
    const owner = new SharedCalls();
    const other = new SharedCalls(owner.memory);
    const programs = [new Uint8Array([1, 2, 3]), new Uint8Array([4])].map((code) => owner.add(code));
    expect(programs.map((program) => [...other.program(program)])).toEqual([[1, 2, 3], [4]]);
    for (let round = 1; round <= 3; round++) {
      const calls = Array.from({ length: MOST_CALLS }, (_, i): Call => [round, i + 0.5, 2 ** 32 - i, -Infinity]);
      owner.offer(1, calls);
      const taken: Call[] = [];
      other.take((program, call) => {
        expect(program).toBe(1);
        taken.push(call);
        if (taken.length === 10) owner.take((_, rest) => taken.push(rest));
      });
      expect(owner.awaitDone(1000)).toBe(true);
      expect(taken).toHaveLength(MOST_CALLS);
      expect(new Set(taken.map((call) => call.join()))).toEqual(new Set(calls.map((call) => call.join())));
    }
  });

  it('are not done where one of them throws or is never finished', () => {
    const calls = new SharedCalls();
    calls.offer(0, [[1], [2]]);
    calls.take(() => { throw new Error('Out of bounds.'); });
    expect(calls.awaitDone(1000)).toBe(false);
    calls.offer(0, [[1], [2]]);
    expect(calls.awaitDone(20)).toBe(false);
  });

  it('refuse more programs than they have room for', () => {
    const calls = new SharedCalls();
    expect(() => { for (let i = 0; i < 100; i++) calls.add(new Uint8Array(1)); }).toThrow(/at most 64 programs/);
    expect(() => new SharedCalls().add(new Uint8Array(2 ** 20))).toThrow(/131072 bytes/);
  });
});

describe('threads of the wasm engine', () => {
  const shapes: readonly (readonly [height: number, width: number, depth: number, filters: number])[] = [[40, 40, 24, 60], [10, 10, 352, 116], [80, 80, 16, 9], [3, 3, 40, 2000]];
  /** What convolutions of all kinds give, bytes one behind the other. */
  const convolved = (): Buffer => Buffer.concat(shapes.flatMap(([height, width, depth, filters]) => tf.tidy(() => {
    const x = tf.tensor4d(noises(2 * height * width * depth, 1), [2, height, width, depth]);
    const pointwise = tf.fused.conv2d({ x, filter: tf.tensor4d(noises(depth * filters, 2), [1, 1, depth, filters]), bias: tf.tensor1d(noises(filters, 3)), strides: 1, pad: 'same', activation: 'relu' });
    const depthwise = [1, 2].map((strides) => tf.fused.depthwiseConv2d({ x, filter: tf.tensor4d(noises(25 * depth, 4), [5, 5, depth, 1]), bias: tf.tensor1d(noises(depth, 5)), strides, pad: 'same', activation: 'leakyrelu', leakyreluAlpha: 0.1 }));
    return [pointwise, ...depthwise].map((y) => Buffer.from(y.dataSync().buffer));
  })));
  const alone = async () => {
    await startOverSharedMemory();
    registerKernels('wasm');
    return convolved();
  };

  it('give to the last bit what one thread gives, and end with the engine', async () => {
    const expected = await alone();
    const backend = await startOverSharedMemory();
    const { startThread, running } = await threadStarter();
    const onLost = vi.fn();
    await WasmThreads.start(backend, 2, { startThread, onLost });
    registerKernels('wasm');
    expect(WasmThreads.of(backend)?.count).toBe(3);
    const before = tf.memory().numTensors;
    for (let i = 0; i < 5; i++) expect(convolved().equals(expected)).toBe(true);
    expect([tf.memory().numTensors, onLost.mock.calls.length, running()]).toEqual([before, 0, 2]);
    tf.removeBackend('wasm');
    await vi.waitUntil(() => running() === 0);
  });

  it.each([
    ['fails', 'const calls = new SharedCalls(start.calls); for (;;) { calls.awaitOpen(); calls.take(() => { throw new Error() }); }'],
    ['never comes back from a call', 'const calls = new SharedCalls(start.calls); for (;;) { calls.awaitOpen(); calls.take(() => { for (;;); }); }'],
  ])('that are lost, because one %s, leave the engine with one that gives the same', async (_, serve) => {
    const expected = await alone();
    const backend = await startOverSharedMemory();
    const { startThread, running } = await threadStarter(serve);
    const lost = new Promise<void>((resolve) => void WasmThreads.start(backend, 1, { startThread, onLost: resolve }).then(() => registerKernels('wasm')));
    await vi.waitUntil(() => WasmThreads.of(backend) !== undefined);
    for (let i = 0; WasmThreads.of(backend)?.count !== 1 && i < 1000; i++) expect(convolved().equals(expected)).toBe(true);
    await lost;
    expect(convolved().equals(expected)).toBe(true);
    await vi.waitUntil(() => running() === 0);
  });

  it('start all or none, and only over shared memory', async () => {
    const backend = await startOverSharedMemory();
    const { startThread, running } = await threadStarter();
    let asked = 0;
    const third = { startThread: (start: Parameters<typeof startThread>[0]) => (++asked === 3 ? Promise.reject(new Error('No more threads.')) : startThread(start)), onLost: () => undefined };
    await expect(WasmThreads.start(backend, 3, third)).rejects.toThrow('No more threads.');
    await vi.waitUntil(() => running() === 0);
    expect(WasmThreads.of(backend)).toBeUndefined();
  });
});
