import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Recipe } from '../../../training/recipes/recipe';
import { regressionJob } from '../loop/regression-job';

const options = z.strictObject({
  steps: z.int().min(1).max(100_000).default(20).describe('updates of the run'),
  learningRate: z.number().positive().default(0.02).describe('at the start'),
  kind: z.enum(['sgd', 'adamw']).default('adamw').describe('optimizer'),
  flip: z.boolean().default(false).describe('does nothing'),
  sizes: z.array(z.int().positive()).default([8]).describe('batch sizes, of which the first is used'),
});

/** A real recipe that is small enough for a test: its model is a JSON file. */
export const regressionRecipe: Recipe<typeof options> = {
  name: 'regression',
  summary: 'Learns a curve in two layers.\nTakes a second.',
  options,
  create: async ({ steps, learningRate, kind, sizes }, { outDir, random, initial }) => Promise.resolve({
    ...regressionJob({
      steps, learningRate, batchSize: sizes[0] ?? 8, seed: random.fork('job').int(1e6), evaluateEvery: 10,
      optimizer: kind === 'sgd' ? { kind, momentum: 0.9, weightDecay: 0 } : { kind, weightDecay: 0.01 },
    }),
    export: async (values, info) => {
      await mkdir(join(outDir, 'model'), { recursive: true });
      await writeFile(join(outDir, 'model', 'exported.json'), JSON.stringify({ info, parameters: [...values.keys()], started: initial !== undefined }));
    },
  }),
};
