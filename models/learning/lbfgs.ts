import * as tf from '@tensorflow/tfjs-core';

/** A function's value and gradient at a point; the tensors are the caller's. */
export interface Evaluation {
  readonly value: number;
  /** Of the shape of the point. */
  readonly gradient: tf.Tensor1D;
}

export interface LbfgsOptions {
  /** Steps whose curvature is remembered. Default 10. */
  readonly memory?: number;
  /** How often a step is halved before it is given up. Default 10. */
  readonly halvings?: number;
}

/** A step must gain at least this share of what the slope promises (Armijo; Nocedal and Wright 2006, eq. 3.6a). */
const SUFFICIENT = 1e-4;
/** Less curvature along a step than this says nothing (section 7.2). */
const LEAST_CURVATURE = 1e-10;

interface Memory {
  /** The step, the change of the gradient along it, and one over their product. */
  readonly s: tf.Tensor1D;
  readonly y: tf.Tensor1D;
  readonly rho: tf.Scalar;
}

/**
 * Limited-memory BFGS with a backtracking line search (Nocedal and Wright 2006, algorithms 7.4 and 7.5): for functions whose
 * gradient is exact, such as a picture's loss, where it needs a fraction of Adam's steps. It owns the point; `dispose` it.
 */
export class Lbfgs {
  private readonly memory: Memory[] = [];
  private current: Evaluation | undefined;

  /** @param point where to begin, [n]; from here on the optimizer's */
  constructor(private point: tf.Tensor1D, private readonly evaluate: (point: tf.Tensor1D) => Promise<Evaluation>, private readonly options: LbfgsOptions = {}) {}

  /** The best point so far; the optimizer's. */
  get best(): tf.Tensor1D {
    return this.point;
  }

  /** One step. @returns the value that was reached, or undefined where no step along the direction gains anything: the end */
  async step(): Promise<number | undefined> {
    const from = this.current ??= await this.evaluate(this.point);
    const direction = this.direction(from.gradient);
    const [slope = 0, size = 1] = await read(tf.tidy(() => tf.stack([tf.dot(direction, from.gradient), tf.sum(tf.abs(from.gradient))])));
    // Before there is any curvature the length of a step is a guess: one that moves by at most one in all.
    let length = this.memory.length === 0 ? Math.min(1, 1 / size) : 1;
    try {
      for (let tried = 0; slope < 0 && tried <= (this.options.halvings ?? 10); tried++, length /= 2) {
        const point = tf.tidy(() => tf.add<tf.Tensor1D>(this.point, tf.mul(direction, length)));
        const to = await this.evaluate(point);
        if (to.value <= from.value + SUFFICIENT * length * slope) {
          await this.remember(from, to, point);
          return to.value;
        }
        tf.dispose([point, to.gradient]);
      }
      return undefined;
    } finally {
      direction.dispose();
    }
  }

  dispose(): void {
    tf.dispose([this.point, ...this.memory.flatMap(({ s, y, rho }) => [s, y, rho])]);
    this.current?.gradient.dispose();
    this.memory.length = 0;
  }

  /** The two loops of algorithm 7.4: the gradient times the inverse of the curvature, as far as it is remembered. */
  private direction(gradient: tf.Tensor1D): tf.Tensor1D {
    return tf.tidy(() => {
      let q = gradient;
      const alphas = this.memory.toReversed().map(({ s, y, rho }) => {
        const alpha = tf.mul(rho, tf.dot(s, q));
        q = tf.sub(q, tf.mul(y, alpha));
        return alpha;
      }).toReversed();
      const last = this.memory.at(-1);
      let r = last === undefined ? q : tf.div<tf.Tensor1D>(q, tf.mul(last.rho, tf.dot(last.y, last.y)));
      for (const [i, { s, y, rho }] of this.memory.entries()) {
        const alpha = alphas[i];
        if (alpha !== undefined) r = tf.add(r, tf.mul(s, tf.sub(alpha, tf.mul(rho, tf.dot(y, r)))));
      }
      return tf.neg(r);
    });
  }

  private async remember(from: Evaluation, to: Evaluation, point: tf.Tensor1D): Promise<void> {
    const [s, y, curvature] = tf.tidy(() => {
      const [moved, changed] = [tf.sub<tf.Tensor1D>(point, this.point), tf.sub<tf.Tensor1D>(to.gradient, from.gradient)];
      return [moved, changed, tf.dot(moved, changed)];
    });
    const [value = 0] = await read(tf.clone(curvature));
    if (value > LEAST_CURVATURE) this.memory.push({ s, y, rho: tf.tidy(() => tf.div<tf.Scalar>(1, curvature)) });
    else tf.dispose([s, y]);
    if (this.memory.length > (this.options.memory ?? 10)) tf.dispose(Object.values(this.memory.shift() ?? {}));
    tf.dispose([curvature, this.point, from.gradient]);
    this.point = point;
    this.current = to;
  }
}

async function read(tensor: tf.Tensor): Promise<number[]> {
  const values = [...await tensor.data<'float32'>()];
  tensor.dispose();
  return values;
}
