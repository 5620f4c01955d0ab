import * as tf from '@tensorflow/tfjs-core';
import { runsShuffleBlocks } from '../../kernels/pointwise/shuffle-block';
import type { Graph } from '../graph';
import type { Pass } from '../rewrite';
import { joinUpsampledSums } from './add-upsampled';
import { fuseActivations } from './activations';
import { removeIdentities } from './identities';
import { foldPadding, foldPoolPadding } from './padding';
import { foldScales } from './scales';
import { joinShuffleBlocks } from './shuffle-blocks';

/** The passes that need no engine, in the order in which each makes work for the next. */
export const PASSES: Readonly<Record<string, Pass>> = { removeIdentities, foldPadding, foldPoolPadding, foldScales, fuseActivations };

/** Those of them that need no numbers, and whose results every engine of tfjs can run: for a graph of weights that lie on an engine already. */
export const simplify = (graph: Graph): Graph => [removeIdentities, foldPadding, fuseActivations].reduce((current, pass) => pass(current), graph);

/** The same for the engine that is current, with its own kernels where a node of theirs does the work of several. */
export const simplifyForEngine = (graph: Graph): Graph => (runsShuffleBlocks(tf.backend()) ? joinUpsampledSums(joinShuffleBlocks(simplify(graph))) : simplify(graph));

export interface OptimizeOptions {
  /** Passes that the graph's next reader cannot take. Default none. */
  readonly without?: readonly Pass[];
}

/** Fewer and larger nodes with the same results. */
export const optimize = (graph: Graph, { without = [] }: OptimizeOptions = {}): Graph =>
  Object.values(PASSES).filter((pass) => !without.includes(pass)).reduce((current, pass) => pass(current), graph);
