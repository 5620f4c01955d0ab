import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TrainingError } from '../../../models/errors';
import { Random } from '../../../models/tensor/random';
import type { TrainingEngine } from '../../../training/engines/engine';
import { loadEngine } from '../../../training/engines/load-engine';
import { bestWeightsPath, loadBestWeights } from '../../../training/loop/best-weights';
import { checkpointPath, loadCheckpoint } from '../../../training/loop/checkpoint';
import { readLog } from '../../../training/loop/log';
import type { OptimizerOptions } from '../../../models/learning/optimizer';
import type { Progress } from '../../../training/loop/progress';
import { train, type Run } from '../../../training/loop/train';
import { regressionJob, type RegressionJob } from './regression-job';

let engine: TrainingEngine;
let outDir: string;
const lines: string[] = [];
const report = (line: string) => lines.push(line);
const progress: Progress = { update: () => undefined, report, close: () => undefined };

beforeAll(async () => {
  engine = await loadEngine('cpu');
});
beforeEach(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'fovea-train-'));
  lines.length = 0;
});
afterEach(() => rm(outDir, { recursive: true }));

const run = (changes: Partial<Run> = {}): Run => ({
  recipe: 'regression', command: 'npm run train -- regression', options: {}, seed: 1, random: new Random(1), engine, outDir, progress, logSteps: 1, ...changes,
});

/** The log without what depends on the clock. */
async function figuresOf(folder: string) {
  return (await readLog(join(folder, 'log.jsonl'))).map((record) => ('losses' in record
    ? { step: record.step, losses: record.losses, gradientNorm: record.gradientNorm, learningRate: record.learningRate }
    : record));
}

/** The same job, whose prepare tells the number of the batch first. */
const watched = (job: RegressionJob, first: number, seen: (batch: number) => unknown): RegressionJob => {
  let batch = first;
  return { ...job, prepare: async (samples, random) => { await seen(batch++); return job.prepare(samples, random); } };
};

describe('train', () => {
  it('makes the loss fall and exports the averaged weights', async () => {
    const job = regressionJob({ steps: 150 });
    const result = await train(job, run());
    const losses = (await figuresOf(outDir)).map((record) => ('losses' in record ? record.losses.square ?? NaN : NaN));
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(losses.slice(-20))).toBeLessThan(0.3 * mean(losses.slice(0, 20)));
    expect(result).toEqual({ step: 150, ended: 'done', metrics: {} });
    const [exported] = job.exported;
    expect(exported?.info).toMatchObject({ recipe: 'regression', step: 150, images: 1200, seed: 1, engine: engine.description });
    expect([...exported?.values.keys() ?? []]).toEqual([...job.parameters.all().keys()]);
    expect(exported?.values.get('hidden/kernel')?.values).not.toEqual((await job.parameters.values()).get('hidden/kernel')?.values);
    expect(job.open.count).toBe(0);
    expect((await readdir(outDir)).sort()).toEqual(['checkpoint.previous.safetensors', 'checkpoint.safetensors', 'log.jsonl', 'plot.svg']);
  });

  it.each<[string, OptimizerOptions, number]>([
    ['AdamW', { kind: 'adamw', weightDecay: 0.01, clipNorm: 5 }, 1],
    ['SGD over two batches a step', { kind: 'sgd', momentum: 0.9, weightDecay: 1e-3 }, 2],
  ])('stopped and resumed is the uninterrupted run, number for number: %s', async (_, optimizer, accumulate) => {
    const make = () => regressionJob({ steps: 25, evaluateEvery: 7, optimizer, accumulate });
    const whole = make();
    const wholeDir = await mkdtemp(join(tmpdir(), 'fovea-train-whole-'));
    const wholeResult = await train(whole, run({ outDir: wholeDir }));

    const stop = new AbortController();
    const first = make();
    // The first batch is prepared once more, to create the parameters.
    const stopped = await train(watched(first, -1, (batch) => { if (batch === 10 * accumulate) stop.abort(); }), run({ stop: stop.signal }));
    expect(stopped).toMatchObject({ ended: 'stopped', step: 11 });
    // The model of the last evaluation, which was before.
    expect(first.exported[0]?.info.step).toBe(7);

    const second = make();
    const resume = await loadCheckpoint(outDir, report);
    expect(resume.step).toBe(11);
    const result = await train(second, run({ resume }));

    expect(result).toEqual(wholeResult);
    expect(await figuresOf(outDir)).toEqual(await figuresOf(wholeDir));
    expect(await second.parameters.values()).toEqual(await whole.parameters.values());
    expect(second.exported[0]?.values).toEqual(whole.exported[0]?.values);
    await rm(wholeDir, { recursive: true });
  });

  it('takes the mean gradient of several batches: two of four are one of eight', async () => {
    const sgd: OptimizerOptions = { kind: 'sgd', momentum: 0.9, weightDecay: 0 };
    const parts = regressionJob({ steps: 5, accumulate: 2, batchSize: 4, optimizer: sgd });
    const one = regressionJob({ steps: 5, batchSize: 8, optimizer: sgd });
    // Both see the same eight samples in a step.
    const batches = one.batches.bind(one);
    const halves: RegressionJob = {
      ...parts,
      async *batches() {
        for await (const { inputs, targets } of batches(0)) {
          yield { inputs: inputs.slice(0, 8), targets: targets.slice(0, 4) };
          yield { inputs: inputs.slice(8), targets: targets.slice(4) };
        }
      },
    };
    await train(halves, run());
    const otherDir = await mkdtemp(join(tmpdir(), 'fovea-train-one-'));
    await train(one, run({ outDir: otherDir }));
    const values = await one.parameters.values();
    for (const [name, value] of await parts.parameters.values()) {
      for (const [i, number] of value.values.entries()) expect(number).toBeCloseTo(values.get(name)?.values[i] ?? NaN, 5);
    }
    await rm(otherDir, { recursive: true });
  });

  it.each([['at once', 'cpu'], ['some steps later, as on a GPU', 'dawn']] as const)('stops at a loss that is not a number, noticed %s, and saves nothing after it', async (_, name) => {
    const job = regressionJob({ steps: 40, poisoned: 12 });
    const training = train(job, run({ engine: { ...engine, name }, checkpointSeconds: 0 }));
    await expect(training).rejects.toThrow(TrainingError);
    await expect(training).rejects.toThrow(/'square' became NaN at step 12 .*absolute NaN/);
    const checkpoint = await loadCheckpoint(outDir, report);
    expect(checkpoint.step).toBe(12);
    for (const { values } of checkpoint.parameters.values()) expect(values.every(Number.isFinite)).toBe(true);
    expect(job.exported).toEqual([]);
    expect(job.open.count).toBe(0);
  });

  it('keeps no tensor over 50 steps', async () => {
    const before = tf.memory().numTensors;
    const job = regressionJob({ steps: 50, accumulate: 2 });
    const counts: number[] = [];
    await train(watched(job, -1, () => counts.push(tf.memory().numTensors)), run());
    expect(new Set(counts.filter((_, batch) => batch > 0 && batch % 2 === 1)).size).toBe(1);
    job.parameters.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('keeps the best evaluated weights, exports them, and finds them again when resumed', async () => {
    const scores = [1, 5, 3, 2];
    const make = (steps: number): RegressionJob => {
      const job = regressionJob({ steps: 40 });
      return { ...job, steps, evaluation: { everySteps: 10, best: 'score', run: () => Promise.resolve({ score: scores.shift() ?? 0 }) } };
    };
    await train(make(20), run());
    expect(await loadBestWeights(outDir, 20)).toMatchObject({ step: 20, metrics: { score: 5 } });
    expect(await loadBestWeights(outDir, 19)).toBeUndefined();
    const second = make(40);
    const result = await train(second, run({ resume: await loadCheckpoint(outDir, report) }));
    expect(result.metrics).toEqual({ score: 5 });
    expect(second.exported[0]?.info).toMatchObject({ step: 20, images: 160 });
    expect(existsSync(bestWeightsPath(outDir))).toBe(true);
  });

  it('evaluates and exports when its time is up', async () => {
    const job = regressionJob({ steps: 1000, evaluateEvery: 400 });
    let ms = 0;
    const result = await train(job, run({ maxMinutes: 1, now: () => (ms += 500) }));
    expect(result.ended).toBe('out of time');
    expect(result.step).toBeLessThan(1000);
    expect(job.exported[0]?.info.step).toBe(result.step);
    expect(result.metrics).toHaveProperty('negativeError');
  });

  it('says when a trainable parameter is not used by the losses', async () => {
    const job = regressionJob({ steps: 2 });
    const losses: RegressionJob['losses'] = (prepared, random) => {
      job.parameters.scope().at('idle').parameter('kernel', [2, 2], (shape) => tf.ones([...shape]));
      return job.losses(prepared, random);
    };
    await train({ ...job, losses }, run());
    expect(lines.join('\n')).toContain("'idle/kernel'");
  });

  it('refuses the checkpoint of another network', async () => {
    await train(regressionJob({ steps: 2 }), run());
    const resume = await loadCheckpoint(outDir, report);
    const other = regressionJob({ steps: 4 });
    const losses: RegressionJob['losses'] = (prepared, random) => {
      other.parameters.scope().at('more').parameter('bias', [3], (shape) => tf.ones([...shape]));
      return other.losses(prepared, random);
    };
    await expect(train({ ...other, losses }, run({ resume }))).rejects.toThrow(/does not fit.*'more\/bias' needs shape \[3\]/);
  });

  it.skipIf(!existsSync('/dev/full'))('goes on when the disk is full, with the old checkpoint intact (needs /dev/full)', async () => {
    // The next file to be written takes nothing, as on a full disk; the one after does again.
    const job = watched(regressionJob({ steps: 6 }), -1, (batch) => batch === 3 && symlink('/dev/full', `${checkpointPath(outDir)}.part`));
    await train(job, run({ checkpointSeconds: 0 }));
    expect(lines.filter((line) => line.startsWith('The checkpoint could not be written: ENOSPC'))).toHaveLength(1);
    expect((await loadCheckpoint(outDir, report)).step).toBe(6);
  });
});
