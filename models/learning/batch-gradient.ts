import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../tensor/random';
import type { FlatParameters } from './flat-parameters';
import type { Objective } from './objective';
import { tensorsIn } from './tensors-in';

export interface BatchGradient {
  /** Of the sum of the losses, by all trainable parameters [total]; the caller's. */
  readonly gradient: tf.Tensor1D;
  /** Parameters that the losses do not depend on; their gradient is 0, which still lets weight decay pull at them. */
  readonly untouched: readonly string[];
  readonly names: readonly string[];
  /** The loss terms in the order of `names` [terms]; the caller's. */
  readonly losses: tf.Tensor1D;
}

/** Runs one batch forward and back. */
export async function batchGradient<Batch, Prepared>(objective: Objective<Batch, Prepared>, parameters: FlatParameters, batch: Batch, random: Random): Promise<BatchGradient> {
  const prepared = await prepare(objective, batch, random);
  try {
    return tf.tidy(() => {
      let terms: Readonly<Record<string, tf.Scalar>> = {};
      const { grads } = tf.variableGrads(() => {
        terms = objective.losses(prepared, random);
        const losses = Object.values(terms);
        // They are wanted after the tape, whose tidy would dispose them.
        for (const loss of losses) tf.keep(loss);
        return tf.addN(losses);
      }, [...parameters.variables]);
      const losses = tf.reshape<tf.Rank.R1>(tf.stack(Object.values(terms)), [-1]); // [terms]
      tf.dispose(Object.values(terms));
      const gradients = parameters.variables.map(({ name }): tf.Tensor | undefined => grads[name]);
      return {
        gradient: parameters.join(gradients),
        untouched: parameters.names.filter((_, i) => gradients[i] === undefined),
        names: Object.keys(terms),
        losses,
      };
    });
  } finally {
    tf.dispose(tensorsIn(prepared));
  }
}

/** Lets the network ask for all its parameters, so that they exist before the first gradient is taken. */
export async function createParameters<Batch, Prepared>(objective: Objective<Batch, Prepared>, batch: Batch, random: Random): Promise<void> {
  const prepared = await prepare(objective, batch, random);
  tf.tidy(() => void objective.losses(prepared, random));
  tf.dispose(tensorsIn(prepared));
}

/** `objective.prepare` in a tidy that also spans what it awaits. */
async function prepare<Batch, Prepared>(objective: Objective<Batch, Prepared>, batch: Batch, random: Random): Promise<Prepared> {
  tf.engine().startScope('prepare');
  let kept: tf.Tensor[] = [];
  try {
    const prepared = await objective.prepare(batch, random);
    kept = tensorsIn(prepared);
    return prepared;
  } finally {
    tf.engine().endScope(kept);
  }
}
