import { basename, extname, join } from 'node:path';
import { Command } from 'commander';
import type { CocoResult } from '../../models/artifact/coco';
import { toCocoResults } from '../../models/artifact/coco-results';
import { atSize } from '../../models/artifact/input-size';
import { loadModel } from '../../models/artifact/load';
import type { Prediction } from '../../models/runtime/prediction';
import type { Predictor } from '../../models/runtime/predictor';
import { parseCount, parseScore } from '../command-line/parse-number';
import { outputFolder, writeOutput } from '../command-line/write-output';
import { PictureError } from '../data/picture-error';
import { sharpFrame } from '../data/sharp-frame';
import { drawPrediction } from '../draw/draw-prediction';
import { openPredictor, parsePredictorEngine } from '../engines/open-predictor';
import { findModel } from '../export/model-files';
import { runCommand } from './run-command';

interface Options {
  readonly model: string;
  readonly engine: string;
  readonly json?: string;
  readonly draw?: string;
  readonly size?: number;
  readonly threshold?: number;
}

const program = new Command('npm run predict --')
  .description('Run a model over pictures and print what it sees.')
  .argument('<images...>', 'picture files')
  .requiredOption('--model <name>', 'a shipped model, or a folder that holds a card.json')
  .option('--engine <name>', 'which engine computes; "npm run engines" lists them', 'auto')
  .option('--json <file>', 'write the answers in COCO’s results format, boxes in pixels of the upright picture')
  .option('--draw <folder>', 'write copies of the pictures with the answers drawn in')
  .option('--size <pixels>', 'side of the input, one of those that the model serves (default: the one on its card)', parseCount)
  .option('--threshold <score>', 'leave out answers below this score, 0 to 1 (default: the model’s own)', parseScore)
  .action(predict);

async function predict(images: readonly string[], options: Options): Promise<void> {
  const engineName = parsePredictorEngine(options.engine);
  if (options.draw !== undefined) await outputFolder(options.draw);
  const { card: own, values } = await loadModel(await findModel(options.model));
  const card = atSize(own, options.size);
  const { predictor, engine } = await openPredictor({ card, values }, engineName);
  console.log(`${card.name} on ${engine.name} (${engine.description}), ${card.input.width} x ${card.input.height} pixels`);

  const results: CocoResult[] = [];
  const drawings = new Set<string>();
  let unreadable = 0;
  try {
    for (const image of images) {
      try {
        const prediction = await look(predictor, image, options.threshold);
        results.push(...toCocoResults(prediction, basename(image)));
        if (options.draw !== undefined) await drawPrediction(image, prediction, unusedName(drawings, options.draw, image));
      } catch (error) {
        if (!(error instanceof PictureError)) throw error;
        console.error(error.message);
        unreadable++;
      }
    }
  } finally {
    predictor.close();
  }
  if (options.json !== undefined) {
    await writeOutput(options.json, `[${results.map((result) => `\n${JSON.stringify(result)}`).join(',')}\n]\n`);
  }
  if (unreadable > 0) {
    console.error(`${unreadable} of ${images.length} pictures could not be read.`);
    process.exitCode = 1;
  }
}

async function look(predictor: Predictor, image: string, scoreThreshold: number | undefined): Promise<Prediction> {
  const frame = await sharpFrame(image);
  try {
    const { prediction, timings } = await predictor.predict(frame, scoreThreshold === undefined ? {} : { scoreThreshold });
    const elapsedMs = timings.prepareMs + timings.forwardMs + timings.readMs + timings.decodeMs;
    console.log(`${image} (${prediction.width} x ${prediction.height}, ${Math.round(elapsedMs)} ms)`);
    for (const line of describe(prediction)) console.log(`  ${line}`);
    return prediction;
  } finally {
    frame.close();
  }
}

function describe(prediction: Prediction): string[] {
  const lines = prediction.task === 'detection'
    ? prediction.detections.map(({ label, score, box }) =>
      `${score.toFixed(2)} ${label} at ${Math.round(box.x)}, ${Math.round(box.y)}, ${Math.round(box.width)} x ${Math.round(box.height)}`)
    : prediction.classes.map(({ label, score }) => `${score.toFixed(2)} ${label}`);
  return lines.length > 0 ? lines : ['nothing'];
}

/** `cat.jpg`, then `cat-2.jpg` for a picture of the same name from another folder. */
function unusedName(used: Set<string>, folder: string, image: string): string {
  const stem = basename(image, extname(image));
  let name = `${stem}.jpg`;
  for (let i = 2; used.has(name); i++) name = `${stem}-${i}.jpg`;
  used.add(name);
  return join(folder, name);
}

await runCommand(program);
