import { existsSync } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Card } from '../../models/artifact/card';
import { EVALUATION_FILE, type Evaluation } from '../../models/artifact/evaluation';
import { CARD_FILE, loadModel, type LoadedModel } from '../../models/artifact/load';
import { InvalidInputError, NotFoundError } from '../../models/errors';
import { pixelFrame } from '../../models/frames/pixel-frame';
import { encodePicture } from '../../models/node/pictures/encode-picture';
import { predictionSchema } from '../../models/prediction/prediction-schema';
import { writeOutput } from '../command-line/write-output';
import { openPredictor, type PredictorEngineName } from '../engines/open-predictor';
import { writeSections } from '../readme/write-sections';
import { modelFolder, shippedCards } from './model-files';
import { readEvaluation } from './record-evaluation';
import { writeCatalogue } from './write-catalogue';

/** All shipped models together: what a copy of the repository carries along, and an offline page may keep. */
export const LARGEST_TOTAL_BYTES = 60e6;

export interface ShipOptions {
  /** Of the shipped models. */
  readonly models: string;
  /** The text with the tables of the models. */
  readonly readme: string;
  readonly engine: 'auto' | PredictorEngineName;
  /** Writes nothing. */
  readonly dryRun: boolean;
}

export interface Shipped {
  readonly card: Card;
  /** Written, or to be written. */
  readonly files: readonly string[];
  /** The model of that name before; undefined where there was none. */
  readonly before: Card | undefined;
}

/**
 * Ships the model of a run: checks it, copies it among the shipped models, in the place of an earlier one of its name, and
 * brings catalogue and README up to date.
 * @param run the run's folder, or that of its model
 * @throws NotFoundError where there is none, InvalidInputError that lists everything that is not right
 */
export async function shipModel(run: string, { models, readme, engine, dryRun }: ShipOptions): Promise<Shipped> {
  const directory = modelDirectory(run);
  if (dirname(directory) === resolve(models)) throw new InvalidInputError(`${directory} is among the shipped models already.`);
  const model = await loadModel(modelFolder(directory));
  const { card } = model;
  const shipped = await shippedCards(models);
  const before = shipped.find(({ name }) => name === card.name);
  const evaluation = await readEvaluation(directory, card.task);
  const files = [card.weights.file, ...(evaluation === undefined ? [] : [EVALUATION_FILE]), CARD_FILE];
  const wrong = [
    ...wrongName(card, before),
    ...wrongMetrics(card, evaluation, directory),
    ...await wrongSize(directory, files, models, shipped.filter((other) => other !== before)),
    ...await wrongAnswer(model, engine),
  ];
  if (wrong.length > 0) throw new InvalidInputError(`'${card.name}' is not shipped.\n${wrong.join('\n')}`);

  const to = join(models, card.name);
  if (!dryRun) {
    // The card last: a model is there once its card is.
    for (const file of files) await writeOutput(join(to, file), await readFile(join(directory, file)));
    const old = before?.weights.file;
    if (old !== undefined && old !== card.weights.file) await rm(join(to, old), { force: true });
    await writeCatalogue(models);
    await writeOutput(readme, await writeSections(await readFile(readme, 'utf8'), models));
  }
  return { card, files: files.map((file) => join(to, file)), before };
}

function modelDirectory(run: string): string {
  const found = [run, join(run, 'model')].find((folder) => existsSync(join(folder, CARD_FILE)));
  if (found === undefined) throw new NotFoundError(`There is no ${CARD_FILE} in ${resolve(run)} or in the folder model below it; expected a run that has exported its model.`);
  return resolve(found);
}

function wrongName({ parent }: Card, before: Card | undefined): string[] {
  if (before === undefined || before.parent?.name === parent?.name) return [];
  const from = (card: Pick<Card, 'parent'>) => (card.parent === undefined ? 'from nothing' : `from ${card.parent.name}`);
  return [`The shipped model of that name began ${from(before)}, this one ${from({ parent })}: it would take the place of another model. Give it a name of its own, on its card.`];
}

function wrongMetrics({ metrics, weights }: Card, evaluation: Evaluation | undefined, directory: string): string[] {
  const measure = `"npm run evaluate -- ${basename(directory) === 'model' ? directory : basename(directory)} … --record" measures it.`;
  if (metrics.length === 0) return [`Its card has no metrics; ${measure}`];
  if (evaluation === undefined) return [`There is no ${EVALUATION_FILE} beside its card; ${measure}`];
  if (evaluation.weights !== weights.sha256) return [`Its ${EVALUATION_FILE} is of other weights; ${measure}`];
  return [];
}

async function wrongSize(directory: string, files: readonly string[], models: string, others: readonly Card[]): Promise<string[]> {
  const paths = [...files.map((file) => join(directory, file)), ...others.flatMap(({ name, weights }) => [CARD_FILE, EVALUATION_FILE, weights.file].map((file) => join(models, name, file)))];
  const sizes = await Promise.all(paths.map(async (path) => (existsSync(path) ? (await stat(path)).size : 0)));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return total <= LARGEST_TOTAL_BYTES ? [] : [`All shipped models together would be ${megabytes(total)}; expected at most ${megabytes(LARGEST_TOTAL_BYTES)}. Ship a smaller one, or take one away first.`];
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** Looks at a picture that needs no file, stripes of all colours. */
async function wrongAnswer(model: LoadedModel, engine: ShipOptions['engine']): Promise<string[]> {
  const [width, height] = [96, 64];
  const data = Uint8Array.from({ length: 3 * width * height }, (_, at) => (37 * Math.floor(at / 3) + 90 * (at % 3)) % 256);
  try {
    const { predictor } = await openPredictor(model, engine);
    try {
      const { prediction } = await predictor.predict(pixelFrame({ width, height, channels: 3, data }), { scoreThreshold: 0 });
      const parsed = predictionSchema.safeParse(await encodePicture(prediction));
      return parsed.success ? [] : [`What it answers is no ${model.card.task}: ${parsed.error.issues[0]?.message ?? ''}.`];
    } finally {
      predictor.close();
    }
  } catch (error) {
    // Whatever it is, it is of the model that is being checked.
    return [`It cannot look at a picture: ${error instanceof Error ? error.message : String(error)}`];
  }
}
