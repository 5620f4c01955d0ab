import { join, resolve } from 'node:path';
import { z } from 'zod';
import { TrainableParameters } from '../../models/layers/trainable-parameters';
import { cosineToZero, warmUp } from '../../models/learning/schedule';
import { stylizer, stylizerOptions } from '../../models/networks/style/stylizer';
import { cropBatches, type CropBatch } from '../data/batches/crop-batches';
import { picturesIn } from '../data/pictures/pictures-in';
import { Problems } from '../data/problems';
import { readPictureSquares } from '../data/sources/picture-squares';
import { evaluateExport } from '../export/evaluate-export';
import { exportModel } from '../export/export-model';
import { sourceCommit } from '../export/source-commit';
import type { TrainingJob } from '../loop/training-job';
import { PERCEPTUAL_WEIGHTS } from '../tasks/style/perceptual-weights';
import { paintPhotographs, reportStyles } from '../tasks/style/measure-styles';
import { PAINTING_SIDE } from '../tasks/style/painting-side';
import { paintingsIn } from '../tasks/style/paintings';
import { styleRecordOf } from '../tasks/style/evaluation-record';
import { judgeStyles } from '../tasks/style/judge-styles';
import { openStyleJudge, styleOfFiles } from '../tasks/style/open-judge';
import { MOST_MOVED, prepareStyle, styleLosses, type PreparedStyle } from '../tasks/style/style-step';
import type { Recipe } from './recipe';

const options = z.strictObject({
  name: z.string().default('paintings').describe('of the model'),
  paintings: z.string().default('style/paintings').describe('a folder of pictures below --data, a style each; style.json names them'),
  photographs: z.string().default('objects/images').describe('a folder of pictures below --data, of anything: what is painted'),
  judged: z.string().default('style/content').describe('a folder of photographs below --data that are painted at the end, for the card'),
  perceptual: z.string().default(PERCEPTUAL_WEIGHTS).describe('weights of the network that judges, of the form of VGG-19'),
  side: z.int().positive().multipleOf(4).default(192).describe('of the crops, in pixels'),
  photographSide: z.int().positive().default(288).describe('shorter side of a photograph that crops are taken from'),
  paintingSide: z.int().positive().default(PAINTING_SIDE).describe('shorter side of a painting when it is looked at: the smaller, the smaller the strokes'),
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

/** What the network sees as 0, and how far 1 is. */
const MIDDLE: [number, number, number] = [127.5, 127.5, 127.5];

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
      export: async (values, { recipe, command, seed, engine, step, images, hours }) => {
        const directory = join(outDir, 'model');
        await exportModel({ directory, values, card: {
          name: given.name,
          title: `The view as one of ${paintings.length} paintings`,
          technicalName: 'Feed-forward style transfer with conditional instance normalisation',
          summary: `Shows what the camera sees as a painting, in the manner of ${paintings.length} of them or of two mixed.`,
          task: 'style',
          role: 'product',
          network: { name: 'stylizer', options: networkOptions },
          input: { width: 256, height: 256, sizes: [192, 256, 320, 384, 512], fit: 'free', stride: 8, mean: MIDDLE, std: MIDDLE },
          categories: paintings.map(({ name }, index) => ({ id: index + 1, name })),
          scoreThreshold: 0,
          training: {
            recipe, command, seed, engine, commit: sourceCommit(), steps: step, images, hours,
            data: [{ name: given.photographs, images: shown.count, licence: 'each photograph has its own' }, { name: given.paintings, images: paintings.length, licence: 'public domain' }],
          },
          metrics: [],
          limits: [
            'Paints strokes of one size, which look smaller the larger the picture is.',
            'What is small or has little contrast, such as far faces, is lost in strokes.',
            'Knows the palette and the strokes of a painting, not what it shows: no stars appear in the sky.',
          ],
          licence: 'Apache-2.0',
          attribution: [
            ...paintings.map(({ name }) => `${name} (public domain)`),
            'Judged in training by a distilled VGG-19 (Wang et al. 2020, MIT), https://github.com/MingSun-Tse/Collaborative-Distillation',
          ],
        } });
        const unseen = await picturesIn(join(dataDir, given.judged), problems);
        await evaluateExport(directory, { engine, report, measure: async (predictor) => {
          const painted = await paintPhotographs(predictor, unseen, judge, targets, { problems, onImage: () => undefined });
          const source = { data: join(dataDir, given.judged), images: join(dataDir, given.paintings) };
          return (circumstances) => styleRecordOf(reportStyles(paintings.map(({ name }) => name), painted), source, circumstances);
        } });
      },
    };
  },
};
