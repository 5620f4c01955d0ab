import { EngineError } from '../../errors';
import { sizeOf, type Graph } from '../graph';
import { packRegions, type Arena, type Lifetime } from './arena';
import { fuseForWebGpu } from './fuse';
import { lower, type Steps } from './lowering';
import { BINDINGS, shaderOf, uniformsOf } from './shader';
import type { Region, View } from './step';

/** Of a program, for whoever inspects it. */
export interface ProgramFacts {
  /** The kernels that are dispatched, in order. */
  readonly dispatches: readonly string[];
  readonly pipelines: number;
  readonly arenaBytes: number;
  readonly parameterBytes: number;
}

const FLOAT_BYTES = 4;
/** What every device can offset uniforms by, and room for 64 of them. */
const UNIFORM_BYTES = 256;
/** Workgroups along one axis, on every device. */
const MOST_GROUPS = 65535;

interface Dispatch {
  readonly pipeline: GPUComputePipeline;
  readonly groups: readonly [number, number];
}

/**
 * A graph as one list of dispatches on a WebGPU device. All that it needs is made once: a frame is the picture written, one
 * command buffer of one pass submitted, and the outputs read back.
 */
export class WebGpuProgram {
  private constructor(
    readonly facts: ProgramFacts,
    private readonly device: GPUDevice,
    private readonly dispatches: readonly Dispatch[],
    private readonly group: GPUBindGroup,
    private readonly buffers: { readonly arena: GPUBuffer; readonly staging: GPUBuffer; readonly others: readonly GPUBuffer[] },
    private readonly inputs: readonly Span[],
    private readonly outputs: readonly Span[],
  ) {}

  /**
   * Compiles a graph as it was traced, pipelines in parallel.
   * @throws UnsupportedGraphError for operations that have no kernel here, EngineError where the device cannot hold it
   */
  static async compile(device: GPUDevice, traced: Graph): Promise<WebGpuProgram> {
    const graph = fuseForWebGpu(traced);
    const lowered = lower(graph);
    const arena = packRegions(lifetimesOf(lowered));
    const { maxStorageBufferBindingSize, maxBufferSize } = device.limits;
    const bytes = Math.max(arena.floats * FLOAT_BYTES, lowered.parameters.byteLength);
    if (bytes > Math.min(maxStorageBufferBindingSize, maxBufferSize)) {
      throw new EngineError(`The graph needs ${bytes} bytes in one buffer of WebGPU; this device binds at most ${Math.min(maxStorageBufferBindingSize, maxBufferSize)}.`);
    }
    const layout = device.createBindGroupLayout({
      entries: [
        { binding: BINDINGS.sizes, visibility: GPUShaderStage.COMPUTE, buffer: { type: 'uniform', hasDynamicOffset: true } },
        { binding: BINDINGS.arena, visibility: GPUShaderStage.COMPUTE, buffer: { type: 'storage' } },
        { binding: BINDINGS.parameters, visibility: GPUShaderStage.COMPUTE, buffer: { type: 'read-only-storage' } },
      ],
    });
    const shaders = lowered.steps.map(shaderOf);
    const pipelines = await compilePipelines(device, layout, shaders);
    const spanOf = (view: View, { shape }: { readonly shape: readonly number[] }): Span => ({ offset: (startOf(arena, view) + view.offset) * FLOAT_BYTES, floats: sizeOf(shape) });
    const outputs = lowered.outputs.map((view, index) => spanOf(view, graph.outputs[index] ?? { shape: [] }));
    const buffers = createBuffers(device, lowered, arena, outputs);
    const group = device.createBindGroup({
      layout,
      entries: [
        { binding: BINDINGS.sizes, resource: { buffer: buffers.sizes, size: UNIFORM_BYTES } },
        { binding: BINDINGS.arena, resource: { buffer: buffers.arena } },
        { binding: BINDINGS.parameters, resource: { buffer: buffers.parameters } },
      ],
    });
    const dispatches = lowered.steps.map(({ workgroups }, index): Dispatch => {
      const pipeline = pipelines.get(shaders[index] ?? '');
      if (pipeline === undefined) throw new EngineError('A pipeline was not made.');
      const columns = Math.min(workgroups, MOST_GROUPS);
      return { pipeline, groups: [columns, Math.ceil(workgroups / columns)] };
    });
    const facts = { dispatches: lowered.steps.map(({ label }) => label), pipelines: pipelines.size, arenaBytes: arena.floats * FLOAT_BYTES, parameterBytes: lowered.parameters.byteLength };
    const inputs = lowered.inputs.map((view, index) => spanOf(view, graph.inputs[index] ?? { shape: [] }));
    return new WebGpuProgram(facts, device, dispatches, group, { arena: buffers.arena, staging: buffers.staging, others: [buffers.sizes, buffers.parameters] }, inputs, outputs);
  }

  /**
   * Runs once. One call at a time.
   * @param inputs the numbers of each input of the graph
   * @returns those of each output, the caller's own
   * @throws EngineError for other numbers of them, and where the device is lost
   */
  async run(inputs: readonly Float32Array<ArrayBuffer>[]): Promise<Float32Array<ArrayBuffer>[]> {
    this.submit(inputs);
    const { staging } = this.buffers;
    try {
      await staging.mapAsync(GPUMapMode.READ);
    } catch (cause) {
      throw new EngineError('The graphics card did not answer.', { cause });
    }
    const all = staging.getMappedRange();
    let at = 0;
    const results = this.outputs.map(({ floats }) => {
      const numbers = new Float32Array(all.slice(at, at + floats * FLOAT_BYTES));
      at += floats * FLOAT_BYTES;
      return numbers;
    });
    staging.unmap();
    return results;
  }

  private submit(inputs: readonly Float32Array<ArrayBuffer>[]): void {
    const { arena, staging } = this.buffers;
    if (inputs.length !== this.inputs.length) throw new EngineError(`The program takes ${this.inputs.length} inputs, given ${inputs.length}.`);
    this.inputs.forEach(({ offset, floats }, index) => {
      const numbers = inputs[index];
      if (numbers?.length !== floats) throw new EngineError(`Input ${index} of the program has ${floats} numbers, given ${numbers?.length ?? 0}.`);
      this.device.queue.writeBuffer(arena, offset, numbers);
    });
    const encoder = this.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    let current: GPUComputePipeline | undefined;
    this.dispatches.forEach(({ pipeline, groups: [columns, rows] }, index) => {
      if (pipeline !== current) pass.setPipeline(pipeline);
      current = pipeline;
      pass.setBindGroup(0, this.group, [index * UNIFORM_BYTES]);
      pass.dispatchWorkgroups(columns, rows);
    });
    pass.end();
    let at = 0;
    for (const { offset, floats } of this.outputs) {
      encoder.copyBufferToBuffer(arena, offset, staging, at, floats * FLOAT_BYTES);
      at += floats * FLOAT_BYTES;
    }
    this.device.queue.submit([encoder.finish()]);
  }

  /** Frees its buffers; the device stays the caller's. */
  dispose(): void {
    for (const buffer of [this.buffers.arena, this.buffers.staging, ...this.buffers.others]) buffer.destroy();
  }
}

/** Numbers one after another in the arena. */
interface Span {
  /** In bytes. */
  readonly offset: number;
  readonly floats: number;
}

function startOf({ starts }: Arena, { region }: View): number {
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
  steps.forEach(({ reads, write }, time) => {
    for (const { region } of [...Object.values(reads), write]) touch(region, time);
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

function createBuffers(device: GPUDevice, { steps, constants, parameters }: Steps, arena: Arena, outputs: readonly Span[]) {
  const { STORAGE, COPY_DST, COPY_SRC, UNIFORM, MAP_READ } = GPUBufferUsage;
  const buffers = {
    arena: device.createBuffer({ size: arena.floats * FLOAT_BYTES, usage: STORAGE | COPY_DST | COPY_SRC }),
    sizes: device.createBuffer({ size: Math.max(1, steps.length) * UNIFORM_BYTES, usage: UNIFORM | COPY_DST }),
    parameters: device.createBuffer({ size: parameters.byteLength, usage: STORAGE | COPY_DST }),
    staging: device.createBuffer({ size: outputs.reduce((sum, { floats }) => sum + floats * FLOAT_BYTES, 0), usage: MAP_READ | COPY_DST }),
  };
  const sizes = new Int32Array(Math.max(1, steps.length) * (UNIFORM_BYTES / FLOAT_BYTES));
  steps.forEach((step, index) => {
    sizes.set(Object.values(uniformsOf(step, (operand) => startOf(arena, operand))), index * (UNIFORM_BYTES / FLOAT_BYTES));
  });
  device.queue.writeBuffer(buffers.sizes, 0, sizes);
  device.queue.writeBuffer(buffers.parameters, 0, parameters);
  for (const [region, numbers] of constants) device.queue.writeBuffer(buffers.arena, (arena.starts.get(region) ?? 0) * FLOAT_BYTES, numbers);
  return buffers;
}
