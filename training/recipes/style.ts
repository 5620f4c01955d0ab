import { join, resolve } from 'node:path';
import { z } from 'zod';
import { TrainableParameters } from '../../models/layers/trainable-parameters';
import { cosineToZero, warmUp } from '../../models/learning/schedule';
import { stylizer, stylizerOptions } from '../../models/networks/style/stylizer';
import { cropBatches, type CropBatch } from '../data/batches/crop-batches';
import { picturesIn } from '../data/pictures/pictures-in';
import { Problems } from '../data/problems';
import { readPictureSquares } from '../data/sources/picture-squares';
import type { TrainingJob } from '../loop/training-job';
import { PERCEPTUAL_WEIGHTS } from '../tasks/style/perceptual-weights';
import { paintingsIn } from '../tasks/style/paintings';
import { judgeStyles } from '../tasks/style/judge-styles';
import { openStyleJudge, styleOfFiles } from '../tasks/style/open-judge';
import { MOST_MOVED, prepareStyle, styleLosses, type PreparedStyle } from '../tasks/style/style-step';
import type { Recipe } from './recipe';

const options = z.strictObject({
  paintings: z.string().default('style/paintings').describe('a folder of pictures below --data, a style each; style.json names them'),
  photographs: z.string().default('objects/images').describe('a folder of pictures below --data, of anything: what is painted'),
  perceptual: z.string().default(PERCEPTUAL_WEIGHTS).describe('weights of the network that judges, of the form of VGG-19'),
  side: z.int().positive().multipleOf(4).default(192).describe('of the crops, in pixels'),
  photographSide: z.int().positive().default(288).describe('shorter side of a photograph that crops are taken from'),
  paintingSide: z.int().positive().default(320).describe('shorter side of a painting when it is looked at: the smaller, the smaller the strokes'),
  pictures: z.int().positive().default(32_000).describe('crops that are painted in the whole run'),
  batchSize: z.int().positive().default(4).describe('crops of a step'),
  most: z.int().positive().default(3000).describe('photographs that are kept in memory'),
  content: z.number().nonnegative().default(1).describe('how much it counts that what is there is still seen'),
  style: z.number().nonnegative().default(20).describe('how much it counts that it looks like the painting'),
  smoothness: z.number().nonnegative().default(3).describe('how much noise counts'),
  steadiness: z.number().nonnegative().default(10).describe('how much it counts that what moves is painted alike'),
  rate: z.number().positive().default(3e-3).describe('peak learning rate'),
  channels: z.int().positive().default(64).describe('width of the network'),
  blocks: z.int().positive().default(4).describe('residual blocks of the network'),
  emaDecay: z.number().min(0).max(1).default(0.995).describe('of the moving average of the weights'),
  evaluateEvery: z.int().positive().default(500).describe('steps between evaluations'),
});

/** Pictures that judge, and are never painted in training. */
const HELD = 8;

/** One network that paints what it sees in the manner of several paintings. */
export const style: Recipe<typeof options> = {
  name: 'style',
  summary: 'A network that shows what a camera sees as a painting, for as many paintings as there are in a folder.',
  options,
  async create(given, { dataDir, outDir, random, initial, report }): Promise<TrainingJob<CropBatch, PreparedStyle>> {
    const problems = new Problems(report);
    const paintings = await paintingsIn(join(dataDir, given.paintings), problems);
    const judge = await openStyleJudge(resolve(given.perceptual));
    const targets = await styleOfFiles(judge, paintings.map(({ file }) => file), given.paintingSide);
    const files = random.fork('photographs').shuffle(await picturesIn(join(dataDir, given.photographs), problems));
    const shown = await readPictureSquares(files.slice(HELD, given.most + HELD), given.photographSide, problems);
    const held = await readPictureSquares(files.slice(0, HELD), 256, problems);
    report(`${paintings.length} styles, ${shown.count} photographs; ${held.count} others judge.`);

    const networkOptions = stylizerOptions.parse({ styles: paintings.length, channels: given.channels, blocks: given.blocks });
    const network = stylizer(networkOptions);
    const parameters = new TrainableParameters({ random: random.fork('parameters'), ...(initial && { initial: initial.values }) });
    const steps = Math.ceil(given.pictures / given.batchSize);
    const crops = { pictures: shown, batchSize: given.batchSize, side: given.side + MOST_MOVED, random: random.fork('data') };
    return {
      parameters,
      steps,
      batchSize: given.batchSize,
      optimizer: { kind: 'adamw', weightDecay: 0, clipNorm: 5 },
      learningRate: warmUp(cosineToZero(given.rate, steps), 50),
      // What styles differ in is moved by the few pictures of a batch that are painted in them.
      learningRateScale: (name) => (name.includes('/style/') ? 3 : 1),
      emaDecay: given.emaDecay,
      batches: (first) => cropBatches(crops, first),
      prepare: (batch, own) => prepareStyle(batch, given.side, judge, targets, own),
      losses: (prepared) => styleLosses(network, parameters, judge, given, prepared),
      evaluation: { everySteps: given.evaluateEvery, best: 'score', run: (values) => judgeStyles({ network, values, judge, held, paintings: targets, weights: given, sheet: join(outDir, 'styles.png') }) },
      export: async () => { await Promise.resolve(); },
    };
  },
};
