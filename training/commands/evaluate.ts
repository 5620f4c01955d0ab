import { dirname, join } from 'node:path';
import { Command, Option } from 'commander';
import { EVALUATION_FILE } from '../../models/artifact/evaluation';
import { inputSizes } from '../../models/artifact/input-size';
import { loadCard } from '../../models/artifact/load-card';
import { InvalidInputError } from '../../models/errors';
import { FRAME_FITS } from '../../models/frames/frame-fit';
import { TASK_NAMES, type TaskName } from '../../models/tasks';
import { parseCount, parseScore } from '../command-line/parse-number';
import { outputFolder, writeOutput } from '../command-line/write-output';
import { Problems } from '../data/problems';
import { startStopwatch, type Elapsed } from '../evaluation/stopwatch';
import { findModel, findModelDirectory, modelsDirectory } from '../export/model-files';
import { recordEvaluation } from '../export/record-evaluation';
import { sourceCommit } from '../export/source-commit';
import { writeCatalogue } from '../export/write-catalogue';
import { trainingTaskNamed } from '../tasks';
import type { EvaluateOptions, Measurement, OpenedEvaluation } from '../tasks/task';
import { runCommand } from '../command-line/run-command';

interface Options extends EvaluateOptions {
  readonly task: TaskName;
  readonly size?: number;
  readonly json?: string;
  readonly report?: string;
  readonly record?: true;
  readonly worst: number;
}

const program = new Command('npm run evaluate --')
  .description("Measure how well a model does what its task is. Detectors: average precision by COCO's and VOC's rules, what goes wrong, the best threshold. Classifiers: top-1, top-5, the mean of the classes, what is taken for what. Poses: OKS AP and PCK in the true boxes. Painters: how far pictures come out from what they show and from their style.")
  .argument('[model]', 'a shipped model, or a folder that holds a card.json')
  .option('--model <name>', 'the same')
  .option('--data <folder>', 'for classifiers: pictures, one folder a class, named as the model names it or by its id; for painters: photographs')
  .option('--annotations <file>', 'what is in the pictures, COCO JSON; a classifier names each object, cut out')
  .option('--images <folder>', 'with --annotations: where their pictures lie; for painters: the paintings')
  .option('--results <file>', "in place of a model: answers that are there already, in COCO's results format")
  .addOption(new Option('--task <name>', 'with --results: what they are of').choices(TASK_NAMES).default(TASK_NAMES[0]))
  .option('--engine <name>', 'which engine computes; "npm run engines" lists them', 'auto')
  .option('--size <pixels>', 'side of the input, one of those that the model serves (default: the one on its card)', parseCount)
  .option('--threshold <score>', 'leave out answers below this score, 0 to 1; average precision wants them all', parseScore, 0)
  .option('--limit <number>', 'so many pictures only: the first of --annotations, evenly from the folders of --data', parseCount)
  .option('--json <file>', "write the answers in COCO's results format")
  .option('--report <file>', 'write the figures as JSON')
  .option('--record', "keep the figures beside the model's card, and on it with the best threshold; at all of its sizes unless --size names one")
  .option('--whole', 'with --annotations, for classifiers: whole pictures, each by the largest object in it that the model can name')
  .addOption(new Option('--fit <name>', 'bring pictures into the input in another way than the card says, to see what that is worth').choices(FRAME_FITS.filter((fit) => fit !== 'free')))
  .option('--flip', 'for poses: measure with the mean of a picture and its mirror image as well')
  .option('--draw <folder>', 'for detectors, with --images: draw into copies of the worst pictures what was found, missed and wrong')
  .option('--worst <number>', 'with --draw: how many pictures', parseCount, 40)
  .action((model: string | undefined, options: Options) => evaluate(model === undefined ? options : { ...options, model }));

async function evaluate(options: Options): Promise<void> {
  const { model, data, annotations, images, record, draw } = options;
  if (record === true && (model === undefined || (images ?? data) === undefined)) throw new InvalidInputError('Expected --model and --images or --data with --record: figures are kept beside a card.');
  if (model !== undefined && annotations !== undefined && images === undefined) throw new InvalidInputError('Expected --images <folder>: where the pictures of the annotations lie.');
  if (draw !== undefined && images === undefined) throw new InvalidInputError('Expected --images <folder> with --draw: where the pictures lie.');
  if (draw !== undefined) await outputFolder(draw);
  const task = model === undefined ? options.task : (await loadCard(await findModel(model))).task;
  const problems = new Problems();
  const opened = await trainingTaskNamed(task).openEvaluation(options, problems);
  if (record === true && model !== undefined) await recordSizes(model, options, opened);
  else await measure(opened, options);
  if (problems.total > 0) console.error(`\nOdd in what was read:\n${problems.lines().join('\n')}`);
}

/** Measures at the size that is asked for, or at every one, and keeps the figures beside the model's card and on it; a shipped model's catalogue too. */
async function recordSizes(model: string, options: Options, opened: OpenedEvaluation): Promise<void> {
  const { size, threshold, limit, fit, whole, json, report, draw } = options;
  if (fit !== undefined || whole === true) throw new InvalidInputError('--record is of what the card says, and of each object: leave out --fit and --whole.');
  if (threshold > 0 || limit !== undefined) throw new InvalidInputError('--record is of all pictures and all answers: leave out --threshold and --limit.');
  const directory = await findModelDirectory(model);
  const sizes = size === undefined ? inputSizes(await loadCard(await findModel(model))) : [size];
  if (sizes.length > 1 && [json, report, draw].some((given) => given !== undefined)) {
    throw new InvalidInputError(`--record measures at ${sizes.join(', ')} pixels, but --json, --report and --draw are of one size: add --size <pixels>.`);
  }
  // One whose input is not square has its own size alone.
  for (const one of sizes.length > 0 ? sizes : [undefined]) {
    const { measurement, elapsed } = await measure(opened, { ...options, size: one });
    const { report: { images }, run } = measurement;
    if (run === undefined || images < opened.images) throw new InvalidInputError(`Nothing is kept: ${images} of the ${opened.images} pictures were seen.`);
    const { scoreThreshold } = await recordEvaluation(directory, await measurement.record({ ...elapsed, card: run.card, engine: run.engine.description, commit: sourceCommit() }));
    const shipped = dirname(directory) === modelsDirectory;
    if (shipped) await writeCatalogue();
    console.log(`\nKept in ${join(directory, EVALUATION_FILE)}; its card has the figures, and ${scoreThreshold} as its threshold.${shipped ? ' "npm run readme" takes them into the README.' : ''}\n`);
  }
}

/** Measures and prints; writes what is asked for. */
async function measure(opened: OpenedEvaluation, { model, json, report: reportFile, draw, worst, size }: Omit<Options, 'size'> & { readonly size?: number | undefined }): Promise<{ readonly measurement: Measurement; readonly elapsed: Elapsed }> {
  const stopwatch = startStopwatch();
  const measurement = await opened.measure(size);
  const elapsed = stopwatch();
  const { report, text, results, run } = measurement;
  console.log(text);
  if (json !== undefined) await writeOutput(json, `[${results.map((result) => `\n${JSON.stringify(result)}`).join(',')}\n]\n`);
  if (reportFile !== undefined) {
    const command = ['npm run evaluate --', ...process.argv.slice(2)].join(' ');
    await writeOutput(reportFile, `${JSON.stringify({ command, model, engine: run?.engine.name, ...report }, null, 2)}\n`);
  }
  if (draw !== undefined && measurement.drawWorst) {
    const { done, undrawn } = await measurement.drawWorst(draw, worst);
    console.log(`\n${done}`);
    if (undrawn.total > 0) {
      console.error(`Not drawn:\n${undrawn.lines().join('\n')}`);
      process.exitCode = 1;
    }
  }
  return { measurement, elapsed };
}

await runCommand(program);
