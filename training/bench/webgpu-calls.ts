import { EngineError } from '../../models/errors';

/** What is asked of a WebGPU device. */
export interface WebGpuCalls {
  readonly dispatches: number;
  readonly passes: number;
  readonly submissions: number;
  /** Of buffers, uniforms among them. */
  readonly writes: number;
  readonly bindGroups: number;
  readonly buffers: number;
  readonly readBacks: number;
}

/** A method of a class of WebGPU, and what a call of it counts as. */
const COUNTED: readonly (readonly [className: string, method: string, as: keyof WebGpuCalls])[] = [
  ['GPUComputePassEncoder', 'dispatchWorkgroups', 'dispatches'],
  ['GPUComputePassEncoder', 'dispatchWorkgroupsIndirect', 'dispatches'],
  ['GPUCommandEncoder', 'beginComputePass', 'passes'],
  ['GPUQueue', 'submit', 'submissions'],
  ['GPUQueue', 'writeBuffer', 'writes'],
  ['GPUDevice', 'createBindGroup', 'bindGroups'],
  ['GPUDevice', 'createBuffer', 'buffers'],
  ['GPUBuffer', 'mapAsync', 'readBacks'],
];

type Method = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Counts what `work` asks of any device, by standing before the methods of WebGPU's classes while it runs.
 * @throws EngineError where there is no WebGPU
 */
export async function countCalls(work: () => Promise<unknown>): Promise<WebGpuCalls> {
  const counts = { dispatches: 0, passes: 0, submissions: 0, writes: 0, bindGroups: 0, buffers: 0, readBacks: 0 };
  await withMethods(COUNTED.map(([className, method, as]) => [className, method, (own): Method => function counted(...args) {
    counts[as]++;
    return own.apply(this, args);
  }]), work);
  return counts;
}

/** Runs `work` with every dispatch made of no workgroups: what is left is what the calls themselves cost. */
export const withEmptyDispatches = (work: () => Promise<void>): Promise<void> =>
  withMethods([['GPUComputePassEncoder', 'dispatchWorkgroups', (own): Method => function empty() {
    return own.call(this, 0, 0, 0);
  }]], work);

async function withMethods(changes: readonly (readonly [className: string, method: string, change: (own: Method) => Method])[], work: () => Promise<unknown>): Promise<void> {
  const restore = changes.map(([className, method, change]) => {
    const prototype: unknown = Reflect.get(Object(Reflect.get(globalThis, className)), 'prototype');
    const own: unknown = prototype instanceof Object ? Reflect.get(prototype, method) : undefined;
    if (!(prototype instanceof Object) || !isMethod(own)) throw new EngineError(`There is no ${className}.${method} here; start an engine of WebGPU first.`);
    Reflect.set(prototype, method, change(own));
    return () => Reflect.set(prototype, method, own);
  });
  try {
    await work();
  } finally {
    for (const undo of restore.reverse()) undo();
  }
}

const isMethod = (value: unknown): value is Method => typeof value === 'function';
