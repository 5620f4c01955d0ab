import { Command } from 'commander';
import type { CocoDataset } from '../../models/artifact/coco';
import { loadCard } from '../../models/artifact/load-card';
import { InvalidInputError } from '../../models/errors';
import { parseCount, parseScore } from '../command-line/parse-number';
import { outputFolder, writeOutput } from '../command-line/write-output';
import { annotatedOrientation } from '../data/pictures/annotated-orientation';
import { readCocoDataset, readCocoResults } from '../data/sources/coco-json';
import { annotatedFile } from '../data/pictures/picture-path';
import { Problems } from '../data/problems';
import { formatReport } from '../evaluation/format-report';
import { pictureErrors } from '../evaluation/detection/picture-errors';
import { reportDetections, type EvaluationReport } from '../evaluation/report';
import type { ModelDetections } from '../evaluation/run-model';
import { startStopwatch, type Elapsed } from '../evaluation/stopwatch';
import { findModel } from '../export/model-files';
import { usableResults } from '../evaluation/coco/usable-results';
import { runCommand } from './run-command';

interface Options {
  readonly annotations: string;
  readonly model?: string;
  readonly images?: string;
  readonly results?: string;
  readonly engine: string;
  readonly size?: number;
  readonly threshold: number;
  readonly limit?: number;
  readonly json?: string;
  readonly report?: string;
  readonly record?: true;
  readonly flip?: true;
  readonly draw?: string;
  readonly worst: number;
}

const program = new Command('npm run evaluate --')
  .description("Measure how well a detector finds what is annotated: average precision by COCO's and VOC's rules, what goes wrong, the best threshold. Of a model for poses: OKS AP and PCK in the true boxes.")
  .requiredOption('--annotations <file>', 'what is in the pictures, COCO JSON')
  .option('--model <name>', 'a shipped model, or a folder that holds a card.json')
  .option('--images <folder>', 'with --model: where the pictures of the annotations lie')
  .option('--results <file>', "in place of --model: detections that are there already, in COCO's results format")
  .option('--engine <name>', 'which engine computes; "npm run engines" lists them', 'auto')
  .option('--size <pixels>', 'side of the input, one of those that the model serves (default: the one on its card)', parseCount)
  .option('--threshold <score>', 'leave out detections below this score, 0 to 1; average precision wants them all', parseScore, 0)
  .option('--limit <number>', 'the first so many pictures only', parseCount)
  .option('--json <file>', "write the detections in COCO's results format")
  .option('--report <file>', 'write the figures as JSON')
  .option('--record', "with --model: keep the figures beside the model's card, and on it with the best threshold; at all of its sizes unless --size names one")
  .option('--flip', 'with a model for poses: look at mirror images as well and take the mean')
  .option('--draw <folder>', 'with --images: draw into copies of the worst pictures what was found, missed and wrong')
  .option('--worst <number>', 'with --draw: how many pictures', parseCount, 40)
  .action(evaluate);

async function evaluate(options: Options): Promise<void> {
  const { annotations, record, draw, images } = options;
  if (draw !== undefined && images === undefined) throw new InvalidInputError('Expected --images <folder> with --draw: where the pictures lie.');
  if (draw !== undefined) await outputFolder(draw);
  const problems = new Problems();
  const dataset = await readCocoDataset(annotations, problems);
  if (await isForPoses(options.model)) await measurePoses(options, dataset, problems);
  else if (record === true) await recordSizes(options, dataset, problems);
  else await measure(options, dataset, problems);
  if (problems.total > 0) console.error(`\nOdd in what was read:\n${problems.lines().join('\n')}`);
}

const isForPoses = async (model: string | undefined): Promise<boolean> => model !== undefined && (await loadCard(await findModel(model))).task === 'pose';

async function measurePoses({ model, images, ...options }: Options, dataset: CocoDataset, problems: Problems): Promise<void> {
  if (model === undefined || images === undefined) throw new InvalidInputError('Expected --model and --images.');
  const { measurePoses: measureModel } = await import('../tasks/pose/measure-poses');
  await measureModel({ ...options, model, images }, dataset, problems);
}

/** Measures at the size that is asked for, or at every one, and keeps the figures. */
async function recordSizes(options: Options, dataset: CocoDataset, problems: Problems): Promise<void> {
  const { model, images, annotations, size, threshold, limit } = options;
  if (model === undefined || images === undefined) throw new InvalidInputError('Expected --model and --images with --record: figures are kept beside a card.');
  if (threshold > 0 || limit !== undefined) throw new InvalidInputError('--record is of all pictures and all detections: leave out --threshold and --limit.');
  const { keepReport, sizesOf } = await import('../evaluation/keep-report');
  const sizes = size === undefined ? await sizesOf(model) : [size];
  if (sizes.length > 1 && [options.json, options.report, options.draw].some((given) => given !== undefined)) {
    throw new InvalidInputError(`--record measures at ${sizes.join(', ')} pixels, but --json, --report and --draw are of one size: add --size <pixels>.`);
  }
  for (const one of sizes) {
    const { report, elapsed, card, engine } = await measure({ ...options, size: one }, dataset, problems);
    if (card === undefined || engine === undefined || report.images < dataset.images.length) {
      throw new InvalidInputError(`Nothing is kept: ${report.images} of the ${dataset.images.length} pictures were seen.`);
    }
    console.log(`\n${await keepReport(report, { model, card, annotations, images, engine: engine.description, ...elapsed })}\n`);
  }
}

interface Measured extends Partial<Pick<ModelDetections, 'card' | 'engine'>> {
  readonly report: EvaluationReport;
  readonly elapsed: Elapsed;
}

/** Detects, judges and prints; writes what is asked for. */
async function measure(options: Options, dataset: CocoDataset, problems: Problems): Promise<Measured> {
  const { model, threshold, json, report: reportFile, draw, images: folder, worst } = options;
  const stopwatch = startStopwatch();
  const { results, seen, card, engine } = await detect(options, dataset, problems);
  // Scores of other tools may be below 0, and rank all the same.
  const kept = threshold === 0 ? results : results.filter(({ score }) => score >= threshold);
  const selection = { images: seen.map(({ id }) => id) };
  const report = reportDetections(dataset, kept, selection);
  const elapsed = stopwatch();
  console.log(formatReport(report));
  if (json !== undefined) await writeOutput(json, `[${kept.map((result) => `\n${JSON.stringify(result)}`).join(',')}\n]\n`);
  if (reportFile !== undefined) {
    const command = ['npm run evaluate --', ...process.argv.slice(2)].join(' ');
    await writeOutput(reportFile, `${JSON.stringify({ command, model, engine: engine?.name, ...report }, null, 2)}\n`);
  }
  if (draw !== undefined && folder !== undefined) {
    const { drawErrors } = await import('../draw/draw-errors');
    const scoreThreshold = report.best?.scoreThreshold ?? 1;
    const pictures = pictureErrors(dataset, kept.filter(({ score }) => score >= scoreThreshold), selection).slice(0, worst);
    const orientation = await annotatedOrientation(dataset.images.map((image) => annotatedFile(folder, image)));
    const names = new Map(dataset.categories.map(({ id, name }) => [id, name]));
    const undrawn = new Problems();
    const sheet = await drawErrors(pictures, { images: folder, orientation, folder: draw, nameOf: (id) => names.get(id) ?? String(id), problems: undrawn });
    console.log(`\nThe ${pictures.length} worst pictures, detections from score ${scoreThreshold} up: ${sheet}`);
    if (undrawn.total > 0) {
      console.error(`Not drawn:\n${undrawn.lines().join('\n')}`);
      process.exitCode = 1;
    }
  }
  return { report, elapsed, card, engine };
}

type Detected = Pick<ModelDetections, 'results' | 'seen'> & Partial<ModelDetections>;

async function detect({ model, images: folder, results, engine, size, threshold, limit }: Options, dataset: CocoDataset, problems: Problems): Promise<Detected> {
  const images = dataset.images.slice(0, limit);
  if (results !== undefined && model === undefined) return { results: usableResults(dataset, await readCocoResults(results, problems), problems), seen: images };
  if (model === undefined || results !== undefined) throw new InvalidInputError('Expected either --model and --images, or --results.');
  if (folder === undefined) throw new InvalidInputError('Expected --images <folder>: where the pictures of the annotations lie.');
  // Only here, for an engine takes longer to load than most results to measure.
  const { runModel } = await import('../evaluation/run-model');
  return runModel({ model, engine, dataset, images, folder, scoreThreshold: threshold, size });
}

await runCommand(program);
