import type { LoadedModel } from '../../models/artifact/load';
import { countMultiplyAdds } from '../../models/graph/costs';
import { traceModel } from '../../models/graph/trace-model';
import type { Predictor } from '../../models/predictor';
import { createBenchmarkNetwork } from './benchmark-network';

export interface Speed {
  readonly gflopPerSecond: number;
  /** Wall time of the fastest pass. */
  readonly bestMs: number;
  /** Processor time, user and system, of an average pass: the steadier figure on a busy machine. */
  readonly cpuMs: number;
  readonly passes: number;
}

export interface Measurement {
  readonly forward: Speed;
  /** Missing where the engine cannot train. */
  readonly step?: Speed;
}

export interface MeasureOptions {
  readonly batch: number;
  readonly side: number;
  /** After the first, untimed pass, stop when this is over; at least two passes are timed. */
  readonly budgetMs: number;
}

export const measureDefaults: MeasureOptions = { batch: 4, side: 128, budgetMs: 2000 };

/** Times forward passes and training steps of a small network on the current engine. */
export async function measureEngine({ batch, side, budgetMs }: MeasureOptions = measureDefaults): Promise<Measurement> {
  const network = createBenchmarkNetwork({ batch, side });
  try {
    return {
      forward: await time(network.forward, network.forwardGflop, budgetMs),
      step: await time(network.step, network.stepGflop, budgetMs),
    };
  } finally {
    network.dispose();
  }
}

/** The same of an engine that runs models and nothing else, on a model of ours. */
export async function measurePredictor({ card, values }: LoadedModel, predictor: Predictor): Promise<Measurement> {
  const gflop = (2 * countMultiplyAdds(traceModel(card, values))) / 1e9;
  return { forward: await timePasses(() => predictor.warmUp(), gflop, measureDefaults.budgetMs) };
}

async function time(pass: () => { data(): Promise<unknown>; dispose(): void }, gflop: number, budgetMs: number): Promise<Speed> {
  return timePasses(async () => {
    const result = pass();
    // Reading the result is what makes sure that an engine that works on its own has finished.
    await result.data();
    result.dispose();
  }, gflop, budgetMs);
}

async function timePasses(once: () => Promise<void>, gflop: number, budgetMs: number): Promise<Speed> {
  await once();
  const start = performance.now();
  const cpu = process.cpuUsage();
  let bestMs = Infinity;
  let passes = 0;
  while (passes < 2 || performance.now() - start < budgetMs) {
    const passStart = performance.now();
    await once();
    bestMs = Math.min(bestMs, performance.now() - passStart);
    passes++;
  }
  const { user, system } = process.cpuUsage(cpu);
  return { gflopPerSecond: (1000 * gflop) / bestMs, bestMs, cpuMs: (user + system) / 1000 / passes, passes };
}
