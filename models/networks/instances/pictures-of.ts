import * as tf from '@tensorflow/tfjs-core';

/** Which picture of a batch each row is of, where every picture has as many: int32 [pictures × each] 0, 0, …, 1, 1, … */
export const picturesOf = (pictures: number, each: number): tf.Tensor1D =>
  tf.tensor1d(Int32Array.from({ length: pictures * each }, (_, row) => Math.floor(row / each)), 'int32');
