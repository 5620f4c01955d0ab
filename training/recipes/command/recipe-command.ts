import { existsSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { InvalidInputError, NotFoundError } from '../../../models/errors';
import { Random } from '../../../models/tensor/random';
import { loadEngine, parseEngineName } from '../../engines/load-engine';
import { checkpointPath, loadCheckpoint } from '../../loop/checkpoint';
import { loadInitialValues } from '../../loop/initial-values';
import { createProgress, type Progress } from '../../loop/progress';
import { train } from '../../loop/train';
import type { Recipe } from '../recipe';
import { commandLineOptions, flagOf, parseRecipeOptions } from './recipe-options';

/** The options that every recipe has; the rest of what commander gathers are texts for the recipe's schema. */
interface GivenOptions extends Readonly<Record<string, unknown>> {
  readonly data: string;
  readonly out?: string;
  readonly resume?: true;
  readonly init?: string;
  readonly engine: string;
  readonly seed?: number;
  readonly maxMinutes?: number;
  readonly dryRun?: true;
}

const DEFAULT_SEED = 1;

/** The command `<recipe> [options]`, its help made from the recipe's schema. */
export function recipeCommand(recipe: Recipe): Command {
  const command = new Command(recipe.name)
    .summary(recipe.summary.split('\n')[0] ?? '')
    .description(recipe.summary)
    .option('--data <folder>', 'where the data sets lie', 'data')
    .option('--out <folder>', `where checkpoints, log and model go (default runs/${recipe.name})`)
    .option('--resume', 'go on with the run in that folder')
    .option('--init <model>', 'start from the weights of a shipped model, a model\'s folder or a .safetensors file')
    .option('--engine <name>', 'what computes; "npm run engines" lists them', 'auto')
    .option('--seed <number>', `start of everything random (default ${DEFAULT_SEED})`, wholeNumber)
    .option('--max-minutes <number>', 'stop after so long, then evaluate and export', positiveNumber)
    .option('--dry-run', 'print what would be done with which options, and end');
  for (const option of commandLineOptions(recipe.options)) command.addOption(option);
  return command.action((given: GivenOptions) => start(recipe, given));
}

async function start(recipe: Recipe, given: GivenOptions): Promise<void> {
  const progress = createProgress();
  const outDir = resolve(given.out ?? join('runs', recipe.name));
  const dataDir = resolve(given.data);
  const engineName = parseEngineName(given.engine);
  if (!existsSync(dataDir) || !statSync(dataDir).isDirectory()) {
    throw new NotFoundError(`There is no folder ${dataDir}; --data expects the one that holds the data sets. "npm run data" downloads them.`);
  }
  if (given.resume === true && given.init !== undefined) throw new InvalidInputError('--resume and --init exclude each other: a run that goes on has its own weights.');
  if (given.resume !== true && hasRun(outDir)) {
    throw new InvalidInputError(`There is a run in ${outDir} already. Go on with it (--resume) or write elsewhere (--out FOLDER).`);
  }
  const resume = given.resume === true ? await loadCheckpoint(outDir, (line) => progress.report(line)) : undefined;
  if (resume !== undefined && resume.recipe !== recipe.name) throw new InvalidInputError(`The run in ${outDir} is of the recipe ${resume.recipe}; resume it with that.`);

  const options = parseRecipeOptions(recipe.options, given, resume?.options);
  const seed = given.seed ?? resume?.seed ?? DEFAULT_SEED;
  if (resume !== undefined) reportChanges({ ...resume.options, seed: resume.seed }, { ...options, seed }, progress);
  const init = given.init ?? resume?.init;
  const initial = given.init === undefined ? undefined : await loadInitialValues(given.init);
  if (given.dryRun === true) {
    console.log(JSON.stringify({ recipe: recipe.name, data: dataDir, out: outDir, step: resume?.step ?? 0, init, engine: engineName, seed, options }, null, 2));
    return;
  }

  const engine = await loadEngine(engineName);
  await mkdir(outDir, { recursive: true });
  const random = new Random(seed);
  const report = (line: string) => progress.report(line);
  const job = await recipe.create(options, { dataDir, outDir, engine, random, initial, report });
  const { signal, release } = stopSignal(progress);
  try {
    await train(job, {
      recipe: recipe.name, command: repeatingCommand(recipe, options, seed, init), options: z.record(z.string(), z.json()).parse(options), seed, init, random: random.fork('steps'),
      engine, outDir, resume, maxMinutes: given.maxMinutes, stop: signal, progress,
    });
  } finally {
    release();
    job.parameters.dispose();
  }
}

/** The command that makes the same run again: what differs from the defaults, without the folders of this machine. */
function repeatingCommand(recipe: Recipe, options: Readonly<Record<string, unknown>>, seed: number, init: string | undefined): string {
  const defaults = parseRecipeOptions(recipe.options, {});
  const changed = Object.entries(options).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(defaults[key]));
  return [
    `npm run train -- ${recipe.name}`,
    ...(init === undefined ? [] : [`--init ${init}`]),
    ...(seed === DEFAULT_SEED ? [] : [`--seed ${seed}`]),
    ...changed.map(([key, value]) => `${flagOf(key)} ${String(value)}`),
  ].join(' ');
}

/** A terminal, npm and the launcher may each pass the same Ctrl-C on. */
const SAME_SIGNAL_MS = 1000;

/** Aborts on the first Ctrl-C or termination; a later one ends the process as usual. */
function stopSignal(progress: Progress): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const signals = ['SIGINT', 'SIGTERM'] as const;
  let firstMs: number | undefined;
  const release = () => {
    for (const name of signals) process.off(name, stop);
  };
  const stop = (name: NodeJS.Signals) => {
    if (firstMs === undefined) {
      firstMs = performance.now();
      controller.abort();
      progress.report('Stopping after this step; once more ends at once.');
    } else if (performance.now() - firstMs > SAME_SIGNAL_MS) {
      release();
      process.kill(process.pid, name);
    }
  };
  for (const name of signals) process.on(name, stop);
  return { signal: controller.signal, release };
}

const hasRun = (outDir: string) => existsSync(checkpointPath(outDir)) || existsSync(join(outDir, 'log.jsonl'));

function reportChanges(before: Readonly<Record<string, unknown>>, now: Readonly<Record<string, unknown>>, progress: Progress): void {
  for (const [key, value] of Object.entries(now)) {
    if (JSON.stringify(before[key]) === JSON.stringify(value)) continue;
    progress.report(`Going on with ${flagOf(key)} ${JSON.stringify(value)} in place of ${JSON.stringify(before[key])}: the run is no longer what it would have been.`);
  }
}

function wholeNumber(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new InvalidArgumentError('expected a whole number.');
  return Number(text);
}

function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('expected a number above 0.');
  return value;
}
