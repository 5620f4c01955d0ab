import * as tf from '@tensorflow/tfjs-core';
import type { Cost } from '../../models/graph/costs';

/** What an engine reaches on this machine at best (Williams et al. 2009, the roofline model). */
export interface Roof {
  /** Floating-point operations a second in a large matrix product. */
  readonly flops: number;
  /** Bytes a second, read and written, in a copy that no cache holds. What does fit a cache may be faster. */
  readonly bytes: number;
}

const SIDE = 256;
const COPIED = 4 << 20;
const ROUNDS = 30;

/** Measures the roof on the current engine, which computes when it is called. The fastest of many rounds: what disturbs only slows down. */
export function measureRoof(): Roof {
  const a = tf.fill([SIDE, SIDE], 0.5);
  const b = tf.fill([SIDE, SIDE], 0.25);
  const long = tf.fill([COPIED], 0.5);
  try {
    return { flops: (2 * SIDE ** 3) / fastest(() => tf.matMul(a, b)), bytes: (2 * 2 * 4 * COPIED) / fastest(() => tf.concat([long, long])) };
  } finally {
    tf.dispose([a, b, long]);
  }
}

/** The shortest time in which the arithmetic and the bytes of a node could be done, in seconds. */
export const leastSeconds = ({ multiplyAdds, bytesRead, bytesWritten }: Cost, roof: Roof): number =>
  Math.max((2 * multiplyAdds) / roof.flops, (bytesRead + bytesWritten) / roof.bytes);

function fastest(run: () => tf.Tensor): number {
  let least = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    run().dispose();
    least = Math.min(least, performance.now() - start);
  }
  return least / 1000;
}
