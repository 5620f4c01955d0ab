import * as tf from '@tensorflow/tfjs-core';
import { join, parse } from 'node:path';
import { toWeights, type LoadedModel } from '../../models/artifact/load';
import { optimizePicture } from '../../models/learning/style/optimize-picture';
import type { StyleJudge } from '../../models/learning/style/style-judge';
import { Predictor } from '../../models/predictor';
import { repositoryRoot } from '../engines/repository-root';
import { writeAside } from '../loop/write-aside';
import { paintOne, type Losses } from '../tasks/style/measure-styles';
import { openStyleJudge, readPicture } from '../tasks/style/open-judge';
import { PAINTING_SIDE } from '../tasks/style/painting-side';
import { PERCEPTUAL_WEIGHTS } from '../tasks/style/perceptual-weights';

/** Losses of a picture that the network paints in one pass, and of the one that is optimised. */
export interface OptimumRow {
  readonly photograph: string;
  readonly style: string;
  readonly onePass: Losses;
  readonly optimum: Losses;
}

/** What the recipe's losses weigh, and the slow painter's here: the two are judged by the same. */
const WEIGHTS = { content: 1, style: 20, smoothness: 3 };

export interface CompareWithOptimumOptions {
  /** Pictures that training has not seen. */
  readonly photographs: readonly string[];
  /** Of the model's styles, in its order. */
  readonly paintings: readonly string[];
  /** So many of them, evenly. */
  readonly styles: number;
  /** Of the slow way. */
  readonly steps: number;
  /** Hears of each pair as it is done. */
  readonly report: (row: OptimumRow) => void;
}

/** Paints each photograph in some styles of a model, in one pass and slowly, on tfjs's current engine. */
export async function compareWithOptimum({ card, values }: LoadedModel, { photographs, paintings, styles, steps, report }: CompareWithOptimumOptions): Promise<readonly OptimumRow[]> {
  const predictor = new Predictor(card, toWeights(values));
  const judge = await openStyleJudge(PERCEPTUAL_WEIGHTS);
  const count = Math.min(styles, paintings.length);
  const chosen = Array.from({ length: count }, (_, index) => Math.floor((index * paintings.length) / count));
  const rows: OptimumRow[] = [];
  for (const file of photographs) {
    const photograph = await readPicture(file, card.input.height);
    for (const index of chosen) {
      const painting = await readPicture(paintings[index] ?? '', PAINTING_SIDE);
      const row = {
        photograph: parse(file).name, style: card.categories[index]?.name ?? '',
        onePass: await paintOne(predictor, file, judge, painting, index), optimum: await optimumOf(judge, photograph, painting, steps),
      };
      report(row);
      rows.push(row);
      painting.dispose();
    }
    photograph.dispose();
  }
  predictor.close();
  return rows;
}

/** Optimises a photograph. @param photograph, painting [1, h, w, 3] of 0 to 1; the caller's @returns its losses after so many steps */
async function optimumOf(judge: StyleJudge, photograph: tf.Tensor4D, painting: tf.Tensor4D, steps: number): Promise<Losses> {
  const [content, style] = [judge.contentOf(photograph), judge.styleOf(painting)];
  let reached: Losses = { content: NaN, style: NaN };
  for await (const { step, content: contentLoss, style: styleLoss } of optimizePicture({ judge, start: photograph, content, style, weights: WEIGHTS, method: 'lbfgs' })) {
    reached = { content: contentLoss, style: styleLoss };
    if (step === steps) break;
  }
  tf.dispose([content, style]);
  return reached;
}

const TEXT = join(repositoryRoot, 'training', 'experiments', 'style.md');

/** Writes the table anew. @returns its file */
export async function writeOptimum(rows: readonly OptimumRow[], command: string): Promise<string> {
  const mean = (of: (row: OptimumRow) => number) => rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
  const line = (name: string, style: string, [content, best, far, bestFar]: readonly [number, number, number, number]) =>
    `| ${name} | ${style} | ${content.toFixed(3)} | ${best.toFixed(3)} | ${far.toFixed(4)} | ${bestFar.toFixed(4)} | ${(content + WEIGHTS.style * far).toFixed(3)} | ${(best + WEIGHTS.style * bestFar).toFixed(3)} |`;
  await writeAside(TEXT, [
    '# Painting in one pass and slowly', '',
    `Written by \`${command}\`. Content and style losses of what the network paints in one pass, and of the same picture optimised by L-BFGS (Gatys et al. 2016); the sum counts style ${WEIGHTS.style} times, as both did.`, '',
    '| Photograph | Style | Content | Content, slowly | Style loss | Style loss, slowly | Sum | Sum, slowly |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map(({ photograph, style, onePass, optimum }) => line(photograph, style, [onePass.content, optimum.content, onePass.style, optimum.style])),
    line('all', 'mean', [mean(({ onePass }) => onePass.content), mean(({ optimum }) => optimum.content), mean(({ onePass }) => onePass.style), mean(({ optimum }) => optimum.style)]), '',
  ].join('\n'));
  return TEXT;
}
