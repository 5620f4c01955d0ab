import * as tf from '@tensorflow/tfjs-core';
import type { Cost } from '../../models/graph/costs';
import { graphToOnnx } from '../../models/graph/onnx/to-onnx';
import { trace } from '../../models/graph/trace';
import type { OnnxEngine } from '../../models/node/engines/onnxruntime';

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

/** The same of onnxruntime, by its profiler. */
export async function measureOnnxRoof({ profile }: Pick<OnnxEngine, 'profile'>): Promise<Roof> {
  const seconds = async (side: number, work: (square: tf.Tensor4D) => tf.Tensor) => {
    const nodes = await profile(graphToOnnx(trace(work, [1, side, side, 1], undefined)));
    return nodes.reduce((sum, node) => sum + node.seconds, 0);
  };
  const product = await seconds(SIDE, (square) => tf.matMul(tf.reshape(square, [SIDE, SIDE]), tf.ones([SIDE, SIDE])));
  const copy = await seconds(Math.sqrt(COPIED), (square) => tf.concat([square, square]));
  return { flops: (2 * SIDE ** 3) / product, bytes: (2 * 2 * 4 * COPIED) / copy };
}

export const higherRoof = (a: Roof, b: Roof): Roof => ({ flops: Math.max(a.flops, b.flops), bytes: Math.max(a.bytes, b.bytes) });

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
