import type { LoadedModel } from '../artifact/load';
import { EngineError } from '../errors';
import { normalize, numbersOf } from '../frames/normalize';
import { traceModel } from '../graph/trace-model';
import { WebGpuProgram, type ProgramFacts } from '../graph/webgpu/program';
import { bestOf, splitAtSelection } from '../graph/webgpu/split';
import { createNetwork } from '../networks';
import { taskNamed } from '../tasks';
import { inputShape, type NetworkRunner } from './network-runner';

/** Candidates that are read back at once: many times as many as are chosen from, as frames differ. */
const LISTED = 8192;

/** A network that a program runs, and what is known of that. */
export interface WebGpuRunner extends NetworkRunner {
  readonly facts: ProgramFacts;
}

/**
 * A network as one program of a WebGPU device, one picture at a time. A dense detector's choice among its candidates is made on
 * the processor.
 * @throws EngineError for networks that cannot be recorded, whose input has no fixed size, or that need kernels which the program
 *   lacks (UnsupportedGraphError): tfjs's kernels may run these
 */
export async function webgpuRunner(device: GPUDevice, { card, values }: Pick<LoadedModel, 'card' | 'values'>): Promise<WebGpuRunner> {
  if (card.input.fit === 'free') throw new EngineError('A network whose input has no fixed size is not one program.');
  const names = taskNamed(card.task).outputs;
  const graph = traceModel(card, values);
  const choose = createNetwork(card.network.name, card.network.options).chooseOnHost?.(card.input);
  const split = choose && splitAtSelection(graph);
  const program = await WebGpuProgram.compile(device, split?.head ?? graph, split && { output: 0, threshold: split.threshold, enough: split.count, capacity: LISTED });
  const picture = new Float32Array(numbersOf(card.input));
  return {
    facts: program.facts,
    async run(pictures, now) {
      inputShape(pictures, card.input, 1);
      for (const pixels of pictures) normalize(pixels, card.input, picture);
      const preparedAt = now();
      const { outputs, listed } = await program.run([picture]);
      const forwardedAt = now();
      const chosen = choose !== undefined && split !== undefined && listed !== undefined ? choose(bestOf(listed, split.count), outputs) : undefined;
      return { outputs: [chosen ?? Object.fromEntries(outputs.map((output, index) => [names[index] ?? '', output]))], preparedAt, forwardedAt };
    },
    close: () => {
      program.dispose();
    },
  };
}
