import type { LoadedModel } from '../artifact/load';
import { normalize, numbersOf } from '../frames/normalize';
import { traceModel } from '../graph/trace-model';
import { WebGpuProgram, type ProgramFacts, type ProgramResult } from '../graph/webgpu/program';
import { bestOf, splitAtSelection } from '../graph/webgpu/split';
import { createNetwork } from '../networks';
import { RecentlyUsed } from '../recently-used';
import { taskNamed } from '../tasks';
import type { RawOutputs } from '../tasks/task';
import { inputShape, joinConditions, MOST_SHAPES, shapeKey, type InputShape, type NetworkRunner } from './network-runner';

/** Candidates that are read back at once: many times as many as are chosen from, as frames differ. */
const LISTED = 8192;

/** A network that a program runs, and what is known of that. */
export interface WebGpuRunner extends NetworkRunner {
  readonly facts: ProgramFacts;
}

/**
 * A network as one program of a WebGPU device, one picture at a time; as a program for each of the last few shapes where its
 * input is free. A dense detector's choice among its candidates is made on the processor.
 * @throws EngineError for networks that cannot be recorded, or that need kernels which the program lacks
 *   (UnsupportedGraphError): tfjs's kernels may run these
 */
export async function webgpuRunner(device: GPUDevice, { card, values }: Pick<LoadedModel, 'card' | 'values'>): Promise<WebGpuRunner> {
  const names = taskNamed(card.task).outputs;
  const { conditions: each = 0 } = createNetwork(card.network.name, card.network.options);
  const programs = new RecentlyUsed<ShapedProgram>(MOST_SHAPES, ({ program }) => program.dispose());
  const programFor = async (shape: InputShape) => programs.get(shapeKey(shape)) ?? programs.set(shapeKey(shape), await compile(device, { card, values }, shape));
  const { program: { facts } } = await programFor({ count: 1, width: card.input.width, height: card.input.height });
  return {
    facts,
    async run(pictures, now, conditions = []) {
      const shape = inputShape(pictures, card.input, 1);
      const beside = joinConditions(conditions, 1, each);
      const { program, picture, choose } = await programFor(shape);
      for (const pixels of pictures) normalize(pixels, card.input, picture);
      const preparedAt = now();
      const result = await program.run(each === 0 ? [picture] : [picture, beside]);
      const forwardedAt = now();
      return { outputs: [choose?.(result) ?? Object.fromEntries(result.outputs.map((output, index) => [names[index] ?? '', output]))], preparedAt, forwardedAt };
    },
    close: () => programs.clear(),
  };
}

/** The network for inputs of one shape, and where their numbers lie. */
interface ShapedProgram {
  readonly program: WebGpuProgram;
  readonly picture: Float32Array<ArrayBuffer>;
  /** What a program that lists candidates makes of them. */
  readonly choose: ((result: ProgramResult) => RawOutputs | undefined) | undefined;
}

async function compile(device: GPUDevice, { card, values }: Pick<LoadedModel, 'card' | 'values'>, { width, height }: InputShape): Promise<ShapedProgram> {
  const input = { ...card.input, width, height };
  const graph = traceModel({ ...card, input }, values);
  const choose = createNetwork(card.network.name, card.network.options).chooseOnHost?.(input);
  const split = choose && splitAtSelection(graph);
  const program = await WebGpuProgram.compile(device, split?.head ?? graph, split && { output: 0, threshold: split.threshold, enough: split.count, capacity: LISTED });
  return {
    program,
    picture: new Float32Array(numbersOf(input)),
    choose: choose && split && (({ listed, outputs }) => listed && choose(bestOf(listed, split.count), outputs)),
  };
}
