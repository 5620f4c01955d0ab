import * as tf from '@tensorflow/tfjs-core';
import { TrainingError } from '../../models/errors';
import type { NamedValues } from '../../models/layers/trainable-parameters';
import type { Random } from '../../models/tensor/random';
import type { TrainingJob } from './training-job';
import { batchGradient, createParameters } from '../../models/learning/batch-gradient';
import type { BatchSource } from './batch-source';
import type { Checkpoint } from './checkpoint';
import { FlatParameters } from '../../models/learning/flat-parameters';
import { MovingAverage } from '../../models/learning/moving-average';
import { Optimizer } from '../../models/learning/optimizer';

/** What one step gives to read, still on the engine. */
export interface StepReading {
  readonly names: readonly string[];
  /** Trainable parameters that none of the losses depends on. */
  readonly untouched: readonly string[];
  /** The loss terms in the order of `names`, then the gradient's norm; the caller's. */
  readonly values: tf.Tensor1D;
}

/** Weights, moments and average of a network in training, and how a step changes them. */
export class TrainingState<Batch, Prepared> {
  private constructor(
    private readonly job: TrainingJob<Batch, Prepared>,
    private readonly parameters: FlatParameters,
    private readonly optimizer: Optimizer,
    private readonly average: MovingAverage,
    private readonly random: Random,
  ) {}

  /** @param batch any batch, to run the network once; @param resume where to go on from */
  static async create<Batch, Prepared>(job: TrainingJob<Batch, Prepared>, batch: Batch, random: Random, resume?: Checkpoint): Promise<TrainingState<Batch, Prepared>> {
    await createParameters(job, batch, random.fork('create'));
    if (resume !== undefined) assignAll(job.parameters.all(), resume.parameters);
    const parameters = new FlatParameters(job.parameters.all());
    const optimizer = new Optimizer(parameters, job.optimizer, job.learningRateScale?.bind(job));
    const average = new MovingAverage(parameters, job.emaDecay);
    if (resume !== undefined) {
      optimizer.restore(resume.optimizer);
      average.restore(resume.average);
    }
    return new TrainingState(job, parameters, optimizer, average, random);
  }

  get parameterCount(): number {
    return this.parameters.total;
  }

  /** Takes the batches of one step and updates the weights. */
  async step(step: number, source: BatchSource<Batch>): Promise<StepReading> {
    const random = this.random.fork(step);
    const batches = this.job.accumulate ?? 1;
    let sum = await batchGradient(this.job, this.parameters, await source.next(), random);
    for (let i = 1; i < batches; i++) {
      const more = await batchGradient(this.job, this.parameters, await source.next(), random);
      const previous = sum;
      sum = { ...sum, gradient: tf.add(sum.gradient, more.gradient), losses: tf.add(sum.losses, more.losses) };
      tf.dispose([previous.gradient, previous.losses, more.gradient, more.losses]);
    }
    const values = tf.tidy(() => {
      const norm = this.optimizer.apply(tf.div(sum.gradient, batches), step, this.job.learningRate(step));
      return tf.concat1d([tf.div<tf.Tensor1D>(sum.losses, batches), tf.reshape<tf.Rank.R1>(norm, [1])]);
    });
    tf.dispose([sum.gradient, sum.losses]);
    this.average.update(step);
    return { names: sum.names, untouched: sum.untouched, values };
  }

  /** What is evaluated and exported: the average of what is trained, and the rest as it is. */
  async averagedValues(): Promise<NamedValues> {
    return new Map([...await this.job.parameters.values(), ...await this.average.values()]);
  }

  async snapshot(): Promise<Pick<Checkpoint, 'parameters' | 'average' | 'optimizer'>> {
    return { parameters: await this.job.parameters.values(), average: await this.average.values(), optimizer: await this.optimizer.state() };
  }

  /** Frees moments and average; the parameters are the job's. */
  dispose(): void {
    this.optimizer.dispose();
    this.average.dispose();
  }
}

function assignAll(variables: ReadonlyMap<string, tf.Variable>, values: NamedValues): void {
  for (const [name, variable] of variables) {
    const value = values.get(name);
    if (value === undefined || value.shape.join() !== variable.shape.join()) {
      throw new TrainingError(`The checkpoint does not fit the network: '${name}' needs shape [${variable.shape.join(', ')}], the checkpoint has ${value === undefined ? 'no such parameter' : `[${value.shape.join(', ')}]`}.`);
    }
    tf.tidy(() => variable.assign(tf.tensor(value.values, [...value.shape])));
  }
}
