import { EngineError } from '../../errors';
import { packRegions, type Arena, type Lifetime } from './arena';
import { bitsOf, LIST_THRESHOLD, listLength, type Listing } from './kernels/listing';
import type { Steps } from './lowering';
import { BINDINGS, shaderOf, uniformsOf } from './shader';
import { operandsOf, type Region, type View } from './step';

export const FLOAT_BYTES = 4;

/** What every device can offset uniforms by; room for 64 of them. */
export const UNIFORM_BYTES = 256;

/** Workgroups along one axis, on every device. */
const MOST_GROUPS = 65535;

export interface Dispatch {
  readonly pipeline: GPUComputePipeline;
  readonly groups: readonly [number, number];
}

/** Everything of a program that lies on a device. */
export interface Resources {
  readonly dispatches: readonly Dispatch[];
  readonly group: GPUBindGroup;
  readonly arena: GPUBuffer;
  readonly list: GPUBuffer;
  readonly buffers: readonly GPUBuffer[];
  readonly arenaBytes: number;
  /** Changes the number above which the list's step lists. */
  readonly listAbove: (threshold: number) => void;
  /** Where a place in the arena begins, in bytes. */
  readonly placeOf: (view: View) => number;
}

/** Compiles pipelines, as many at once as the device does, and puts constants on it. @throws EngineError where it cannot hold them */
export async function createResources(device: GPUDevice, lowered: Steps, listing: Listing | undefined): Promise<Resources> {
  // WebGPU tells of these later, and computes with what is not there.
  for (const filter of ERRORS) device.pushErrorScope(filter);
  const created = await create(device, lowered, listing).then((resources) => ({ resources }), (error: unknown) => ({ error }));
  const [first] = (await Promise.all(ERRORS.map(() => device.popErrorScope()))).filter((error) => error !== null);
  if ('error' in created) throw created.error;
  if (first === undefined) return created.resources;
  for (const buffer of created.resources.buffers) buffer.destroy();
  throw new EngineError(`The device refuses the program: ${first.message}`);
}

const ERRORS: readonly GPUErrorFilter[] = ['validation', 'out-of-memory'];

async function create(device: GPUDevice, lowered: Steps, listing: Listing | undefined): Promise<Resources> {
  const { steps, constants, parameters } = lowered;
  const arena = packRegions(lifetimesOf(lowered));
  const arenaBytes = arena.floats * FLOAT_BYTES;
  const most = Math.min(device.limits.maxStorageBufferBindingSize, device.limits.maxBufferSize);
  const needed = Math.max(arenaBytes, parameters.byteLength);
  if (needed > most) throw new EngineError(`The graph needs ${needed} bytes in one buffer of WebGPU; this device binds at most ${most}.`);

  const layout = device.createBindGroupLayout({
    entries: [
      { binding: BINDINGS.sizes, visibility: GPUShaderStage.COMPUTE, buffer: { type: 'uniform', hasDynamicOffset: true } },
      { binding: BINDINGS.arena, visibility: GPUShaderStage.COMPUTE, buffer: { type: 'storage' } },
      { binding: BINDINGS.parameters, visibility: GPUShaderStage.COMPUTE, buffer: { type: 'read-only-storage' } },
      { binding: BINDINGS.list, visibility: GPUShaderStage.COMPUTE, buffer: { type: 'storage' } },
    ],
  });
  const shaders = steps.map(shaderOf);
  const pipelines = await compilePipelines(device, layout, shaders);
  const dispatches = steps.map(({ workgroups, label }, index): Dispatch => {
    const pipeline = pipelines.get(shaders[index] ?? '');
    if (pipeline === undefined) throw new EngineError(`${label} has no pipeline.`);
    const columns = Math.min(workgroups, MOST_GROUPS);
    return { pipeline, groups: [columns, Math.ceil(workgroups / columns)] };
  });

  const { STORAGE, COPY_DST, COPY_SRC, UNIFORM } = GPUBufferUsage;
  const buffers = {
    arena: device.createBuffer({ size: arenaBytes, usage: STORAGE | COPY_DST | COPY_SRC }),
    sizes: device.createBuffer({ size: Math.max(1, steps.length) * UNIFORM_BYTES, usage: UNIFORM | COPY_DST }),
    parameters: device.createBuffer({ size: parameters.byteLength, usage: STORAGE | COPY_DST }),
    list: device.createBuffer({ size: (listing === undefined ? 1 : listLength(listing)) * FLOAT_BYTES, usage: STORAGE | COPY_DST | COPY_SRC }),
  };
  device.queue.writeBuffer(buffers.sizes, 0, packedSizes(lowered, arena));
  device.queue.writeBuffer(buffers.parameters, 0, parameters);
  for (const [region, numbers] of constants) device.queue.writeBuffer(buffers.arena, (arena.starts.get(region) ?? 0) * FLOAT_BYTES, numbers);
  const group = device.createBindGroup({
    layout,
    entries: [
      { binding: BINDINGS.sizes, resource: { buffer: buffers.sizes, size: UNIFORM_BYTES } },
      { binding: BINDINGS.arena, resource: { buffer: buffers.arena } },
      { binding: BINDINGS.parameters, resource: { buffer: buffers.parameters } },
      { binding: BINDINGS.list, resource: { buffer: buffers.list } },
    ],
  });
  return {
    dispatches, group, arena: buffers.arena, list: buffers.list, buffers: Object.values(buffers), arenaBytes,
    listAbove: (threshold) => {
      const index = steps.findIndex(({ write }) => write === 'list');
      const step = steps[index];
      if (step === undefined) throw new EngineError('The program has no list.');
      const place = Object.keys(uniformsOf(step, () => 0)).indexOf(LIST_THRESHOLD);
      device.queue.writeBuffer(buffers.sizes, index * UNIFORM_BYTES + place * FLOAT_BYTES, Int32Array.of(bitsOf(threshold)));
    },
    placeOf: (view) => (startOf(arena, view) + view.offset) * FLOAT_BYTES,
  };
}

function startOf({ starts }: Arena, { region }: Pick<View, 'region'>): number {
  const start = starts.get(region);
  if (start === undefined) throw new EngineError('A step uses a region that has no place.');
  return start;
}

function lifetimesOf({ steps, inputs, outputs, constants }: Steps): Map<Region, Lifetime> {
  const lifetimes = new Map<Region, Lifetime>();
  const touch = (region: Region, time: number) => {
    const { first, last } = lifetimes.get(region) ?? { first: time, last: time };
    lifetimes.set(region, { first: Math.min(first, time), last: Math.max(last, time) });
  };
  for (const { region } of inputs) touch(region, -1);
  steps.forEach((step, time) => {
    for (const { region } of operandsOf(step)) touch(region, time);
  });
  for (const { region } of outputs) touch(region, steps.length);
  for (const region of constants.keys()) for (const time of [-1, steps.length]) touch(region, time);
  return lifetimes;
}

async function compilePipelines(device: GPUDevice, layout: GPUBindGroupLayout, shaders: readonly string[]): Promise<Map<string, GPUComputePipeline>> {
  const pipelineLayout = device.createPipelineLayout({ bindGroupLayouts: [layout] });
  return new Map(await Promise.all([...new Set(shaders)].map(async (code): Promise<[string, GPUComputePipeline]> => {
    const compute = { module: device.createShaderModule({ code }), entryPoint: 'main' };
    return [code, await device.createComputePipelineAsync({ layout: pipelineLayout, compute }).catch((cause: unknown) => {
      throw new EngineError('A kernel of ours does not compile on this device.', { cause });
    })];
  })));
}

/** The uniforms of all steps, one after another. */
function packedSizes({ steps }: Steps, arena: Arena): Int32Array<ArrayBuffer> {
  const room = UNIFORM_BYTES / FLOAT_BYTES;
  const sizes = new Int32Array(Math.max(1, steps.length) * room);
  steps.forEach((step, index) => {
    const numbers = Object.values(uniformsOf(step, (operand) => startOf(arena, operand)));
    if (numbers.length > room) throw new EngineError(`${step.label} has ${numbers.length} uniforms; there is room for ${room}.`);
    sizes.set(numbers, index * room);
  });
  return sizes;
}
