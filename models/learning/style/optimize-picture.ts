import * as tf from '@tensorflow/tfjs-core';
import { FlatParameters } from '../flat-parameters';
import { Lbfgs, type Evaluation } from '../lbfgs';
import { Optimizer } from '../optimizer';
import type { StyleJudge, StyleTarget } from './style-judge';
import { totalVariation } from './style-losses';

export interface OptimizePictureOptions {
  readonly judge: StyleJudge;
  /** [1, h, w, 3] RGB, 0 to 1: where the picture begins; the caller's. */
  readonly start: tf.Tensor4D;
  /** What is to be seen, of `judge.contentOf`; without it the picture is texture alone (Gatys et al. 2015). */
  readonly content?: tf.Tensor4D;
  /** How it is to look, of `judge.styleOf`. */
  readonly style: StyleTarget;
  /** How much each term counts. */
  readonly weights: { readonly content: number; readonly style: number; readonly smoothness: number };
  readonly method: 'adam' | 'lbfgs';
  /** Of Adam. Default 0.02. */
  readonly rate?: number;
}

export interface PaintingStep {
  /** From 1. */
  readonly step: number;
  readonly content: number;
  readonly style: number;
  /** What is minimised: the weighted sum, with smoothness. */
  readonly total: number;
  /** The picture [1, h, w, 3], 0 to 1, as it is now: valid until the next step, the painter's. */
  readonly picture: tf.Tensor4D;
}

/**
 * Paints slowly: changes a picture until a perceptual network sees the content in it, painted in the style (Gatys et al. 2016).
 * Endless, but for L-BFGS where no step gains any more; leaving the loop frees everything. Runs where gradients do: all
 * operations of the judge on tfjs's current engine.
 */
export async function* optimizePicture({ judge, start, content, style, weights, method, rate = 0.02 }: OptimizePictureOptions): AsyncGenerator<PaintingStep, void, undefined> {
  const { shape } = start;
  let seen: Omit<PaintingStep, 'step' | 'picture'> = { content: NaN, style: NaN, total: NaN };

  const evaluate = async (flat: tf.Tensor1D): Promise<Evaluation> => {
    const [gradient, numbers] = tf.tidy(() => {
      let terms: tf.Tensor[] = [];
      const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => {
        const picture: tf.Tensor4D = tf.reshape(x, shape);
        const far = judge.distances(picture, content, style);
        terms = [tf.keep(far.content), tf.keep(far.style)];
        return tf.addN([
          tf.mul(far.content, weights.content), tf.mul(far.style, weights.style), tf.mul(totalVariation(picture), weights.smoothness),
          // What a screen cannot show is not painted.
          tf.mul(tf.mean<tf.Scalar>(tf.square(tf.relu(tf.sub(tf.abs(tf.sub(picture, 0.5)), 0.5)))), 10),
        ]);
      })(flat);
      const numbers = tf.stack([value, ...terms]);
      tf.dispose(terms);
      return [grad as tf.Tensor1D, numbers];
    });
    const [total = NaN, contentTerm = NaN, styleTerm = NaN] = await numbers.data<'float32'>();
    numbers.dispose();
    seen = { content: contentTerm, style: styleTerm, total };
    return { value: total, gradient };
  };

  const painter = method === 'lbfgs' ? lbfgsPainter(start, evaluate) : adamPainter(start, evaluate, rate);
  try {
    for (let step = 1; ; step++) {
      if (!(await painter.step(step - 1))) return;
      const picture = tf.tidy(() => tf.clipByValue(tf.reshape<tf.Rank.R4>(painter.picture(), shape), 0, 1));
      try {
        yield { step, ...seen, picture };
      } finally {
        picture.dispose();
      }
    }
  } finally {
    painter.dispose();
  }
}

interface Painter {
  /** @returns whether anything was gained */
  step(index: number): Promise<boolean>;
  /** [n]; the painter's. */
  picture(): tf.Tensor1D;
  dispose(): void;
}

const flat = (picture: tf.Tensor4D): tf.Tensor1D => tf.tidy(() => tf.clone(tf.reshape<tf.Rank.R1>(picture, [-1])));

function lbfgsPainter(start: tf.Tensor4D, evaluate: (point: tf.Tensor1D) => Promise<Evaluation>): Painter {
  const optimizer = new Lbfgs(flat(start), evaluate);
  return { step: async () => (await optimizer.step()) !== undefined, picture: () => optimizer.best, dispose: () => { optimizer.dispose(); } };
}

function adamPainter(start: tf.Tensor4D, evaluate: (point: tf.Tensor1D) => Promise<Evaluation>, rate: number): Painter {
  const first = flat(start);
  const variable: tf.Variable<tf.Rank.R1> = tf.variable<tf.Rank.R1>(first);
  first.dispose();
  const parameters = new FlatParameters(new Map([['picture', variable]]));
  const optimizer = new Optimizer(parameters, { kind: 'adamw', weightDecay: 0 });
  return {
    async step(index) {
      const { gradient } = await evaluate(variable);
      tf.dispose([optimizer.apply(gradient, index, rate), gradient]);
      return true;
    },
    picture: () => variable,
    dispose: () => {
      optimizer.dispose();
      variable.dispose();
    },
  };
}
