import { EngineError } from '../../errors';
import { sizeOf, type Graph, type Value } from '../graph';
import { fuseForWebGpu } from './fuse';
import { listLength, type Listing } from './kernels/listing';
import { lower } from './lowering';
import { createResources, FLOAT_BYTES, UNIFORM_BYTES, type Resources } from './resources';
import type { Listed } from './split';
import type { View } from './step';

/** Of a program, for whoever inspects it. */
export interface ProgramFacts {
  /** What is dispatched, in order: kernels with their places in the network's code. */
  readonly dispatches: readonly string[];
  readonly pipelines: number;
  readonly arenaBytes: number;
  readonly parameterBytes: number;
}

export interface ProgramResult {
  /** The numbers of each output but the one that is listed, the caller's own. */
  readonly outputs: readonly Float32Array<ArrayBuffer>[];
  /** The greatest of the listed output, in no order: all above the threshold, or more than enough of them. */
  readonly listed?: Listed;
}

/** How many times as many numbers are listed as are asked for: at best, and at the least and the most before that is set right. */
const SPARE = 2;
const LEAST_SPARE = 1.25;
const MOST_SPARE = 4;

/** Numbers one after another in the arena. */
interface Span {
  /** In bytes. */
  readonly offset: number;
  readonly floats: number;
}

/**
 * A graph as one list of dispatches on a WebGPU device. All that it needs is made once: a frame is the picture written, one
 * command buffer with one pass submitted, and one buffer read back.
 */
export class WebGpuProgram {
  private readonly staging: GPUBuffer;
  private listedAbove: number;

  private constructor(
    private readonly device: GPUDevice,
    readonly facts: ProgramFacts,
    private readonly resources: Resources,
    private readonly inputs: readonly Span[],
    private readonly outputs: readonly Span[],
    private readonly listed: (Listing & { readonly span: Span }) | undefined,
  ) {
    const floats = outputs.reduce((sum, span) => sum + span.floats, listed === undefined ? 0 : listLength(listed));
    this.listedAbove = listed?.threshold ?? 0;
    this.staging = device.createBuffer({ size: floats * FLOAT_BYTES, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  }

  /**
   * Compiles a graph as it was traced, with its parameters' numbers.
   * @param listing an output of which only the greatest numbers are read back
   * @throws UnsupportedGraphError for operations that have no kernel here, EngineError where the device cannot hold it
   */
  static async compile(device: GPUDevice, traced: Graph, listing?: Listing): Promise<WebGpuProgram> {
    const graph = fuseForWebGpu(traced);
    const lowered = lower(graph, listing);
    const resources = await createResources(device, lowered, listing);
    const spans = (views: readonly View[], values: readonly Value[]): Span[] =>
      views.map((view, index) => ({ offset: resources.placeOf(view), floats: sizeOf(values[index]?.shape ?? []) }));
    const outputs = spans(lowered.outputs, graph.outputs);
    const span = listing && outputs[listing.output];
    const facts = {
      dispatches: lowered.steps.map(({ label }) => label),
      pipelines: new Set(resources.dispatches.map(({ pipeline }) => pipeline)).size,
      arenaBytes: resources.arenaBytes,
      parameterBytes: lowered.parameters.byteLength,
    };
    const listed = listing && span && { ...listing, span };
    return new WebGpuProgram(device, facts, resources, spans(lowered.inputs, graph.inputs), outputs.filter((output) => output !== span), listed);
  }

  /**
   * Runs once. One call at a time.
   * @param inputs the numbers of each input of the graph
   * @throws EngineError for other numbers of them, and where the device was lost
   */
  async run(inputs: readonly Float32Array<ArrayBuffer>[]): Promise<ProgramResult> {
    this.submit(inputs);
    const all = await read(this.staging);
    let at = 0;
    const outputs = this.outputs.map(({ floats }) => {
      const numbers = new Float32Array(all.slice(at, at + floats * FLOAT_BYTES));
      at += floats * FLOAT_BYTES;
      return numbers;
    });
    return this.listed === undefined ? { outputs } : { outputs, listed: await this.listOf(this.listed, all.slice(at)) };
  }

  private submit(inputs: readonly Float32Array<ArrayBuffer>[]): void {
    const { arena, list, group, dispatches } = this.resources;
    if (inputs.length !== this.inputs.length) throw new EngineError(`The program takes ${this.inputs.length} inputs, given ${inputs.length}.`);
    this.inputs.forEach(({ offset, floats }, index) => {
      const numbers = inputs[index];
      if (numbers?.length !== floats) throw new EngineError(`Input ${index} of the program has ${floats} numbers, given ${numbers?.length ?? 0}.`);
      this.device.queue.writeBuffer(arena, offset, numbers);
    });
    const encoder = this.device.createCommandEncoder();
    if (this.listed !== undefined) encoder.clearBuffer(list, 0, FLOAT_BYTES);
    const pass = encoder.beginComputePass();
    let current: GPUComputePipeline | undefined;
    dispatches.forEach(({ pipeline, groups: [columns, rows] }, index) => {
      if (pipeline !== current) pass.setPipeline(pipeline);
      current = pipeline;
      pass.setBindGroup(0, group, [index * UNIFORM_BYTES]);
      pass.dispatchWorkgroups(columns, rows);
    });
    pass.end();
    let at = 0;
    for (const { offset, floats } of this.outputs) {
      encoder.copyBufferToBuffer(arena, offset, this.staging, at, floats * FLOAT_BYTES);
      at += floats * FLOAT_BYTES;
    }
    if (this.listed !== undefined) encoder.copyBufferToBuffer(list, 0, this.staging, at, listLength(this.listed) * FLOAT_BYTES);
    this.device.queue.submit([encoder.finish()]);
  }

  /** The list as it was read; where it does not hold what is asked for, from all numbers, which still lie in the arena. */
  private async listOf(listing: Listing & { readonly span: Span }, list: ArrayBuffer): Promise<Listed> {
    const { capacity, enough, threshold } = listing;
    const [words, numbers] = [new Uint32Array(list), new Float32Array(list)];
    const count = words[0] ?? 0;
    const isWhole = count <= capacity && (count >= enough || this.listedAbove <= threshold);
    const listed = isWhole ? pairsOf(words, numbers, count) : await this.readAll(listing);
    if (!isWhole || count > MOST_SPARE * enough || count < LEAST_SPARE * enough) this.listFrom(listing, listed.values);
    return listed;
  }

  private async readAll({ span, threshold }: Listing & { readonly span: Span }): Promise<Listed> {
    const bytes = span.floats * FLOAT_BYTES;
    const staging = this.device.createBuffer({ size: bytes, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
    try {
      const encoder = this.device.createCommandEncoder();
      encoder.copyBufferToBuffer(this.resources.arena, span.offset, staging, 0, bytes);
      this.device.queue.submit([encoder.finish()]);
      const all = new Float32Array(await read(staging));
      const indices = Uint32Array.from([...all.keys()].filter((index) => (all[index] ?? 0) > threshold));
      return { indices, values: Float32Array.from(indices, (index) => all[index] ?? 0) };
    } finally {
      staging.destroy();
    }
  }

  /** Makes the next frame's list one of about twice as many numbers as are asked for, as frames are like those before them. */
  private listFrom({ enough, threshold }: Listing, values: Float32Array): void {
    const wanted = Math.max(threshold, values.slice().sort().at(-SPARE * enough) ?? 0);
    if (wanted === this.listedAbove) return;
    this.listedAbove = wanted;
    this.resources.listAbove(wanted);
  }

  /** Frees its buffers; the device stays the caller's. */
  dispose(): void {
    for (const buffer of [...this.resources.buffers, this.staging]) buffer.destroy();
  }
}

const pairsOf = (words: Uint32Array, numbers: Float32Array, count: number): Listed => ({
  indices: Uint32Array.from({ length: count }, (_, i) => words[1 + 2 * i] ?? 0),
  values: Float32Array.from({ length: count }, (_, i) => numbers[2 + 2 * i] ?? 0),
});

/** A copy of a buffer's bytes. */
async function read(buffer: GPUBuffer): Promise<ArrayBuffer> {
  try {
    await buffer.mapAsync(GPUMapMode.READ);
  } catch (cause) {
    throw new EngineError('The graphics card did not answer.', { cause });
  }
  const bytes = buffer.getMappedRange().slice(0);
  buffer.unmap();
  return bytes;
}
