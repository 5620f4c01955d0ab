import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { RULES as GRAPH_MODEL } from '../../../models/graph/graph-model/rules';
import { RULES as ONNX } from '../../../models/graph/onnx/to-onnx';
import { traceableKernels } from '../../../models/graph/shapes';
import { nmsKernel } from '../../../models/kernels/nms/register';
import { roiAlignKernel } from '../../../models/kernels/roi-align/register';

/** Kernels that never reach a writer. */
const EXCEPTIONS = {
  // Recorded only in the place of our own suppression, which ONNX has.
  onnx: [tf.NonMaxSuppressionV4],
  // Recorded as compositions of others.
  'graph model': [nmsKernel, roiAlignKernel],
};

it.each([['onnx', ONNX], ['graph model', GRAPH_MODEL]] as const)('every kernel that can be recorded can be written as %s', (format, rules) => {
  expect(traceableKernels.filter((kernel) => !(kernel in rules))).toEqual(EXCEPTIONS[format]);
});
