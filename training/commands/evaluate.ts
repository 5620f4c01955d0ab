import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import type { CocoDataset, CocoImage } from '../../models/artifact/coco';
import { InvalidInputError } from '../../models/errors';
import { readCocoDataset, readCocoResults } from '../data/coco-json';
import type { DetectedImages } from '../evaluation/detect-images';
import { formatReport } from '../evaluation/format-report';
import { reportDetections } from '../evaluation/report';
import { writeAside } from '../loop/write-aside';
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
}

const program = new Command('npm run evaluate --')
  .description("Measure how well a detector finds what is annotated: average precision by COCO's and VOC's rules, what goes wrong, the best threshold.")
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
  .action(evaluate);

async function evaluate(options: Options): Promise<void> {
  const { annotations, threshold, limit, json, report: reportFile } = options;
  const dataset = await readCocoDataset(annotations);
  const { results, seen, engine } = await detect(options, dataset, dataset.images.slice(0, limit));
  const kept = results.filter(({ score }) => score >= threshold);
  const report = reportDetections(dataset, kept, { images: seen.map(({ id }) => id) });
  console.log(formatReport(report));
  if (json !== undefined) await write(json, `[${kept.map((result) => `\n${JSON.stringify(result)}`).join(',')}\n]\n`);
  if (reportFile !== undefined) {
    const command = ['npm run evaluate --', ...process.argv.slice(2)].join(' ');
    await write(reportFile, `${JSON.stringify({ command, model: options.model, engine, ...report }, null, 2)}\n`);
  }
}

async function detect(
  { model, images: folder, results, engine, size, threshold }: Options,
  dataset: CocoDataset,
  images: readonly CocoImage[],
): Promise<DetectedImages & { readonly engine?: string }> {
  if (results !== undefined && model === undefined) return { results: await readCocoResults(results), seen: images };
  if (model === undefined || results !== undefined) throw new InvalidInputError('Expected either --model and --images, or --results.');
  if (folder === undefined) throw new InvalidInputError('Expected --images <folder>: where the pictures of the annotations lie.');
  // Only here, for an engine takes longer to load than most results to measure.
  const { runModel } = await import('../evaluation/run-model');
  return runModel({ model, engine, dataset, images, folder, scoreThreshold: threshold, size });
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeAside(file, text);
}

function parseScore(text: string): number {
  const score = Number(text);
  if (text.trim() === '' || !(score >= 0 && score <= 1)) throw new InvalidArgumentError('Expected a number from 0 to 1.');
  return score;
}

function parseCount(text: string): number {
  const count = Number(text);
  if (!(Number.isInteger(count) && count > 0)) throw new InvalidArgumentError('Expected a whole number from 1.');
  return count;
}

await runCommand(program);
