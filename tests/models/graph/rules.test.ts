import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { RULES } from '../../../models/graph/onnx/to-onnx';
import { traceableKernels } from '../../../models/graph/shapes';

/** Recorded only in the place of our own suppression, which ONNX has. */
const EXCEPTIONS = [tf.NonMaxSuppressionV4];

it('every kernel that can be recorded can be written as ONNX', () => {
  expect(traceableKernels.filter((kernel) => !(kernel in RULES))).toEqual(EXCEPTIONS);
});
