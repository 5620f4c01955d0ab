import { resolve } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { Command, Option } from 'commander';
import { InvalidInputError } from '../../models/errors';
import { optimizePicture, type OptimizePictureOptions } from '../../models/learning/style/optimize-picture';
import { Random } from '../../models/tensor/random';
import { parseCount } from '../command-line/parse-number';
import { loadEngine, parseEngineName } from '../engines/load-engine';
import { PAINTING_SIDE } from '../tasks/style/painting-side';
import { PERCEPTUAL_WEIGHTS } from '../tasks/style/perceptual-weights';
import { openStyleJudge, readPicture } from '../tasks/style/open-judge';
import { writePicture } from '../tasks/style/write-picture';
import { runCommand } from '../command-line/run-command';

interface Options {
  readonly out: string;
  readonly texture?: true;
  readonly side: number;
  readonly styleSide: number;
  readonly steps: number;
  readonly method: OptimizePictureOptions['method'];
  readonly contentWeight: number;
  readonly styleWeight: number;
  readonly smoothness: number;
  readonly perceptual: string;
  readonly engine: string;
}

const parseWeight = (text: string): number => {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value < Infinity)) throw new InvalidInputError(`Expected a number of at least 0, given "${text}".`);
  return value;
};

const program = new Command('npm run style --')
  .description('Paint a photograph in the manner of a painting, slowly and as well as it can be done (Gatys et al. 2016).')
  .argument('[content]', 'what is to be seen: a picture; leave it out with --texture')
  .argument('<style>', 'how it is to look: a picture')
  .requiredOption('--out <file>', 'where the picture goes, PNG, JPEG or WebP by its ending; it is written anew every 25 steps')
  .option('--texture', 'no content: what the style is made of, from noise (Gatys et al. 2015)')
  .option('--side <pixels>', 'shorter side of the picture', parseCount, 256)
  .option('--style-side <pixels>', 'shorter side of the style when it is looked at: the smaller, the smaller the strokes', parseCount, PAINTING_SIDE)
  .option('--steps <number>', 'when to end', parseCount, 300)
  .addOption(new Option('--method <name>', 'how the picture is changed').choices(['lbfgs', 'adam']).default('lbfgs'))
  .option('--content-weight <number>', 'how much it counts that what is there is still seen', parseWeight, 1)
  .option('--style-weight <number>', 'how much it counts that it looks like the style', parseWeight, 20)
  .option('--smoothness <number>', 'how much noise counts', parseWeight, 3)
  .option('--perceptual <file>', 'weights of the network that judges, of the form of VGG-19', PERCEPTUAL_WEIGHTS)
  .option('--engine <name>', 'which engine computes; "npm run engines" lists them', 'auto')
  .action(paint);

const EVERY = 25;

async function paint(given: string | undefined, style: string, options: Options): Promise<void> {
  const content = options.texture === true ? undefined : given;
  if (content === undefined && options.texture !== true) throw new InvalidInputError('Expected two pictures, what is to be seen and how it is to look; for a texture without content give --texture.');
  const engine = await loadEngine(parseEngineName(options.engine));
  const judge = await openStyleJudge(resolve(options.perceptual));
  const painting = await readPicture(style, options.styleSide);
  const start = content === undefined ? noise(options.side) : await readPicture(content, options.side);
  const weights = { content: options.contentWeight, style: options.styleWeight, smoothness: options.smoothness };
  console.log(`${start.shape[2]} x ${start.shape[1]} pixels on ${engine.description}`);
  for await (const { step, content: contentLoss, style: styleLoss, total, picture } of optimizePicture({
    judge, start, style: judge.styleOf(painting), weights, method: options.method, ...(content !== undefined && { content: judge.contentOf(start) }),
  })) {
    if (step % EVERY !== 0 && step < options.steps) continue;
    await writePicture(options.out, picture);
    console.log(`step ${step}: ${content === undefined ? '' : `content ${contentLoss.toFixed(4)}, `}style ${styleLoss.toFixed(4)}, in all ${total.toFixed(4)}`);
    if (step >= options.steps) break;
  }
}

/** Grey with noise, a square [1, side, side, 3] of 0 to 1. */
function noise(side: number): tf.Tensor4D {
  const random = new Random('texture');
  return tf.tensor4d(Float32Array.from({ length: side * side * 3 }, () => 0.5 + 0.1 * random.normal()), [1, side, side, 3]);
}

await runCommand(program);
