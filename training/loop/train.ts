import { setImmediate as nextTurn } from 'node:timers/promises';
import { join } from 'node:path';
import { TrainingError } from '../../models/errors';
import type { Random } from '../../models/tensor/random';
import type { TrainingEngine } from '../engines/engine';
import type { TrainingJob } from './training-job';
import { BatchSource } from './batch-source';
import { loadBestWeights, saveBestWeights, type BestWeights } from './best-weights';
import { saveCheckpoint, type Checkpoint } from './checkpoint';
import { TrainingLog } from './log';
import { LossReadings } from '../../models/learning/loss-readings';
import { Pace } from './pace';
import { writePlot } from './plot';
import { describeDuration, type Progress } from './progress';
import { TrainingState } from './training-state';

/** One run of a job: what the command line knows and the recipe does not. */
export interface Run {
  readonly recipe: string;
  /** The command that repeats it, for the model's card. */
  readonly command: string;
  readonly options: Checkpoint['options'];
  readonly seed: number;
  /** The argument of --init. */
  readonly init?: string;
  readonly random: Random;
  readonly engine: TrainingEngine;
  readonly outDir: string;
  readonly resume?: Checkpoint;
  /** Stops after so many minutes of this process, as if it were the last step. */
  readonly maxMinutes?: number;
  /** Stops after the step that is being done. */
  readonly stop?: AbortSignal;
  readonly progress: Progress;
  /** Time from one checkpoint to the next; there is one after each evaluation as well. Default 300. */
  readonly checkpointSeconds?: number;
  /** Steps from one line of the log to the next. Default 10. */
  readonly logSteps?: number;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
}

export interface TrainingResult {
  /** Steps done in the whole run. */
  readonly step: number;
  readonly ended: 'done' | 'stopped' | 'out of time';
  /** Of the weights that were exported. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** Reading a GPU makes it wait, so it is done for this many steps at once; other engines compute before they return. */
const STEPS_PER_READING: Readonly<Partial<Record<TrainingEngine['name'], number>>> = { 'tfjs-node-gpu': 10, dawn: 10 };

/**
 * Trains: batch, gradient, update, until the last step, the time limit or a stop; then exports the best evaluated
 * weights, or without an evaluation the last. Writes into `outDir`: checkpoints, best.safetensors, log.jsonl, plot.svg.
 * The job's parameters stay the caller's.
 * @throws TrainingError where a loss is not finite or the checkpoint is of another network
 */
export async function train<Batch, Prepared>(job: TrainingJob<Batch, Prepared>, run: Run): Promise<TrainingResult> {
  const { outDir, resume, progress, checkpointSeconds = 300, logSteps = 10, now = () => performance.now() } = run;
  const report = (line: string) => progress.report(line);
  const startMs = now();
  const elapsedSeconds = () => (resume?.elapsedSeconds ?? 0) + (now() - startMs) / 1000;
  const imagesPerStep = job.batchSize * (job.accumulate ?? 1);
  const stepsPerReading = STEPS_PER_READING[run.engine.name] ?? 1;

  let step = resume?.step ?? 0;
  let best = await loadBestWeights(outDir, step);
  const log = await TrainingLog.open(join(outDir, 'log.jsonl'), step, report);
  const readings = new LossReadings();
  const source = new BatchSource(job.batches(step * (job.accumulate ?? 1)), now);
  try {
    const state = await TrainingState.create(job, await source.peek(), run.random, resume);
    report(`${run.recipe}: ${state.parameterCount.toLocaleString('en')} trainable parameters, steps ${step} to ${job.steps} of ${imagesPerStep} images, on ${run.engine.description}.`);

    const save = async () => {
      await readings.check();
      const checkpoint: Checkpoint = {
        format: 1, recipe: run.recipe, options: run.options, seed: run.seed, init: run.init, step, elapsedSeconds: elapsedSeconds(), ...await state.snapshot(),
      };
      await unlessDiskFails('The checkpoint', () => saveCheckpoint(outDir, checkpoint), report);
    };

    const evaluate = async () => {
      if (job.evaluation === undefined) return;
      const values = await state.averagedValues();
      const metrics = await job.evaluation.run(values);
      report(`step ${step}: ${Object.entries(metrics).map(([name, value]) => `${name} ${value.toFixed(4)}`).join(', ')}`);
      await log.append({ step, metrics });
      if (best === undefined || score(metrics, job.evaluation.best) > score(best.metrics, job.evaluation.best)) {
        const better: BestWeights = { step, metrics, values };
        best = better;
        await unlessDiskFails('The best weights', () => saveBestWeights(outDir, better), report);
      }
    };

    const pace = new Pace(imagesPerStep, step, () => source.waitedMs, now);
    const showProgress = async () => {
      await readings.check();
      const { imagesPerSecond } = pace.speed(step);
      progress.update({ step, steps: job.steps, losses: readings.latest, imagesPerSecond, secondsLeft: pace.secondsLeft(step, job.steps) });
    };
    const writeLog = async () => {
      await readings.check();
      const means = readings.takeMeans();
      if (means !== undefined) await log.append({ step, ...means, learningRate: job.learningRate(step - 1), ...pace.speed(step) });
    };

    if (resume === undefined) await save();
    let savedMs = now();
    let ended: TrainingResult['ended'] = 'done';
    pace.begin(step);
    while (step < job.steps && ended === 'done') {
      const { names, untouched, values } = await state.step(step, source);
      readings.add(step, names, values);
      if (step === (resume?.step ?? 0) && untouched.length > 0) {
        report(`${untouched.length} trainable parameters get no gradient, among them '${untouched[0] ?? ''}'; only weight decay moves them. Declare them not trainable.`);
      }
      step++;
      if (step % stepsPerReading === 0) await showProgress();
      // The engine computes on this thread and its promises are settled already: without a turn of the event loop no
      // worker could deliver and no signal arrive.
      await nextTurn();

      if (step < job.steps) {
        if (run.stop?.aborted === true) ended = 'stopped';
        else if (now() - startMs >= (run.maxMinutes ?? Infinity) * 60_000) ended = 'out of time';
      }
      const last = step === job.steps || ended !== 'done';
      const evaluateNow = job.evaluation !== undefined && ended !== 'stopped' && (last || step % job.evaluation.everySteps === 0);
      const saveNow = last || evaluateNow || now() - savedMs >= checkpointSeconds * 1000;
      if (!saveNow && step % logSteps !== 0) continue;

      await writeLog();
      pace.end(step);
      if (evaluateNow) await evaluate();
      if (saveNow) {
        await save();
        await unlessDiskFails('The plot', () => writePlot(join(outDir, 'plot.svg'), log.records), report);
        savedMs = now();
      }
      pace.begin(step);
    }

    const chosen: BestWeights = best ?? { step, metrics: {}, values: await state.averagedValues() };
    if (chosen.step > 0) {
      await job.export(chosen.values, {
        recipe: run.recipe, command: run.command, seed: run.seed, engine: run.engine.description,
        step: chosen.step, images: chosen.step * imagesPerStep, hours: elapsedSeconds() / 3600, metrics: chosen.metrics,
      });
    }
    report(`${ended === 'done' ? 'Done' : `Stopped (${ended})`} after ${step} of ${job.steps} steps and ${describeDuration(elapsedSeconds())}; the model of step ${chosen.step} is in ${join(outDir, 'model')}.${ended === 'done' ? '' : ' --resume goes on from here.'}`);
    state.dispose();
    return { step, ended, metrics: chosen.metrics };
  } finally {
    readings.dispose();
    await source.close();
    progress.close();
  }
}

function score(metrics: Readonly<Record<string, number>>, name: string): number {
  const value = metrics[name];
  if (value === undefined) throw new TrainingError(`The evaluation gave ${Object.keys(metrics).join(', ')}, but the job keeps its best weights by '${name}'.`);
  return Number.isNaN(value) ? -Infinity : value;
}

/** A full disk must not end a run that has taken hours: it may be freed before the next checkpoint. */
async function unlessDiskFails(what: string, write: () => Promise<void>, report: (line: string) => void): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    report(`${what} could not be written: ${error.message}. What was there before is kept, and training goes on.`);
  }
}
