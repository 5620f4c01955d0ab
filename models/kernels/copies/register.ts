import * as tf from '@tensorflow/tfjs-core';
import { standIn } from '../replace-kernel';
import { withConcat } from './concat';
import { withGather } from './gather';
import { sliceOnWasm, splitOnWasm } from './slice';

// Functions that stay the same, by which a second call is known.
const inPlaceOfSlice = () => sliceOnWasm;
const inPlaceOfSplit = () => splitOnWasm;

/** Gives the wasm engine faster kernels for what only copies: slices, splits, concatenations, gathers; other engines keep theirs. A second call does nothing. */
export function registerRows(backendName: string): void {
  if (backendName !== 'wasm') return;
  standIn(tf.Slice, backendName, inPlaceOfSlice);
  standIn(tf.SplitV, backendName, inPlaceOfSplit);
  standIn(tf.Concat, backendName, withConcat);
  standIn(tf.GatherV2, backendName, withGather);
}
