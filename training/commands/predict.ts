import { Command } from 'commander';
import type { Card } from '../../models/artifact/card';
import type { CocoResult } from '../../models/artifact/coco';
import { toCocoResults } from '../../models/artifact/coco-results';
import { atSize } from '../../models/artifact/input-size';
import { loadModel } from '../../models/artifact/load';
import { InvalidInputError } from '../../models/errors';
import { defaultPictureLimits } from '../../models/node/pictures/open-picture';
import { pictureFrame } from '../../models/node/pictures/sharp-frame';
import { withFlipTest } from '../../models/pose/flip-test';
import { printable } from '../../models/printable';
import { totalMs } from '../../models/prediction/stages';
import type { Prediction } from '../../models/prediction/prediction';
import type { PredictorResult } from '../../models/predictor';
import { taskNamed } from '../../models/tasks';
import { parseCount, parseScore } from '../command-line/parse-number';
import { outputFolder, writeOutput } from '../command-line/write-output';
import { type ListedPicture, listPictures } from '../data/pictures/list-pictures';
import { openPicture } from '../data/pictures/open-picture';
import { PictureError } from '../data/pictures/picture-error';
import { drawPrediction } from '../draw/draw-prediction';
import { drawingNames } from '../draw/drawing-names';
import { openPredictor, parsePredictorEngine } from '../engines/open-predictor';
import { findModel } from '../export/model-files';
import { describePrediction, trainingTaskNamed } from '../tasks';
import { runCommand } from '../command-line/run-command';

interface Options {
  readonly model: string;
  readonly engine: string;
  readonly json?: string;
  readonly draw?: string;
  readonly size?: number;
  readonly threshold?: number;
  readonly boxes?: string;
  readonly flip?: true;
  readonly style?: string;
  readonly seconds: number;
}

const program = new Command('npm run predict --')
  .description('Run a model over pictures and print what it sees.')
  .argument('<pictures...>', 'files, folders of pictures, or - for names on standard input, one a line')
  .requiredOption('--model <name>', 'a shipped model, or a folder that holds a card.json')
  .option('--engine <name>', 'which engine computes; "npm run engines" lists them', 'auto')
  .option('--json <file>', 'write the answers in COCO’s results format, boxes in pixels of the upright picture')
  .option('--draw <folder>', 'write copies of the pictures with the answers drawn in, at most 4096 pixels wide and high')
  .option('--size <pixels>', 'side of the input, one of those that the model serves (default: the one on its card)', parseCount)
  .option('--threshold <score>', 'leave out answers below this score, 0 to 1 (default: the model’s own)', parseScore)
  .option('--boxes <file>', 'for poses: COCO annotations that say where the persons are (default: the default detector finds them)')
  .option('--flip', 'for poses: look at mirror images as well and take the mean')
  .option('--style <name>', 'for painters: which style, by a part of its name (default: the first)')
  .option('--seconds <number>', 'give a picture up that takes longer to read', parseCount, defaultPictureLimits.seconds)
  .addHelpText('after', `
In --json, file_name starts at the deepest folder that holds all pictures. image_id is the number of a picture that is named
as COCO's are (000000000042.jpg), and else its file_name; no two pictures share one. For the ids of an annotation file:
npm run evaluate -- --model NAME --annotations FILE --images FOLDER --json RESULTS`)
  .action(predict);

async function predict(given: readonly string[], options: Options): Promise<void> {
  const engineName = parsePredictorEngine(options.engine);
  if (options.draw !== undefined) await outputFolder(options.draw);
  const { card: own, values } = await loadModel(await findModel(options.model));
  const sized = atSize(own, options.size);
  const card = options.flip === true ? withFlipTest(sized) : sized;
  const task = trainingTaskNamed(card.task);
  if (options.boxes !== undefined && !task.openFinder) throw new InvalidInputError(`'${card.name}' looks at whole pictures, whatever lies where. Leave out --boxes.`);
  const asked = { ...(options.threshold !== undefined && { scoreThreshold: options.threshold }), ...(options.style !== undefined && { styles: stylesOf(card, options.style) }) };
  const pictures = await listPictures(given, process.stdin);
  if (pictures.length === 0) throw new InvalidInputError('No picture was named on standard input; expected one a line.');
  const drawings = options.draw === undefined ? [] : drawingNames(options.draw, pictures);
  const { predictor, engine } = await openPredictor({ card, values }, engineName);
  const finder = await task.openFinder?.(options.boxes, engineName);
  console.log(`${card.name} on ${engine.name} (${engine.description}), ${card.input.width} x ${card.input.height} pixels`);

  const results: CocoResult[] = [];
  let unreadable = 0;
  try {
    for (const [index, picture] of pictures.entries()) {
      try {
        const opened = await openPicture(picture.file, { ...defaultPictureLimits, seconds: options.seconds });
        const prediction = told(picture, await (finder
          ? finder.predict(predictor, opened, picture.file, options.threshold)
          : predictor.predict(pictureFrame(opened), asked)));
        results.push(...toCocoResults(prediction, picture));
        const drawing = drawings[index];
        if (drawing !== undefined) await writeOutput(drawing, await drawPrediction(opened, prediction, card));
      } catch (error) {
        if (!(error instanceof PictureError)) throw error;
        console.error(error.message);
        unreadable++;
      }
    }
  } finally {
    predictor.close();
    finder?.close();
    if (options.json !== undefined) await writeOutput(options.json, `[${results.map((result) => `\n${JSON.stringify(result)}`).join(',')}\n]\n`);
  }
  if (unreadable > 0) {
    console.error(`${unreadable} of ${pictures.length} pictures could not be read.`);
    process.exitCode = 1;
  }
}

/** One style alone, in the order of the card's. @throws InvalidInputError where none is called so, or the model has none */
function stylesOf({ name, task, categories }: Card, wanted: string): number[] {
  if (!taskNamed(task).condition) throw new InvalidInputError(`'${name}' paints nothing. Leave out --style.`);
  const chosen = categories.findIndex((category) => category.name.toLowerCase().includes(wanted.toLowerCase()));
  if (chosen < 0) throw new InvalidInputError(`'${name}' has no style '${wanted}'; it has ${categories.map((category) => category.name).join('; ')}.`);
  return categories.map((_, index) => Number(index === chosen));
}

/** Prints what was seen and how long it took. */
function told({ file }: ListedPicture, { prediction, timings }: PredictorResult): Prediction {
  console.log(`${printable(file)} (${prediction.width} x ${prediction.height}, ${Math.round(totalMs(timings))} ms)`);
  for (const line of describePrediction(prediction)) console.log(`  ${line}`);
  return prediction;
}

await runCommand(program);
