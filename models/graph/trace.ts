import * as tf from '@tensorflow/tfjs-core';
import { EngineError, InvalidInputError } from '../errors';
import { joinPath, type Scope } from '../layers/scope';
import type { NamedValues } from '../layers/trainable-parameters';
import { layerOf, sameShape, type Graph, type Value } from './graph';
import { withRecorder } from './recording-backend';
import { removeDeadNodes } from './rewrite';

export interface TraceOptions {
  /** Record our own kernels as compositions of tfjs's: slower, but nothing else is needed to run them. Default false. */
  readonly standardOnly?: boolean;
  /** How many numbers the network takes beside each picture; the graph's second input is [pictures, conditions] then. Default: none. */
  readonly conditions?: number;
}

/**
 * Records what a network computes, by running it once on an engine that knows shapes only: any function of a tensor and a
 * Scope, without a second definition. Needs no engine to be started; the one that is there is current again afterwards.
 * @param forward the network in its inference form; it may not read a tensor's numbers
 * @param inputShape [1, height, width, 3]
 * @param values its parameters, batch normalisation folded; the graph's constants refer to these arrays. Undefined where
 *   shapes alone matter: the constants then have names and no numbers
 * @throws EngineError for a kernel that cannot be recorded, InvalidInputError for a parameter that is missing or of another shape
 */
export function trace(
  forward: (input: tf.Tensor4D, scope: Scope, condition?: tf.Tensor2D) => tf.Tensor | readonly tf.Tensor[],
  inputShape: readonly [number, number, number, number],
  values: NamedValues | undefined,
  { standardOnly = false, conditions = 0 }: TraceOptions = {},
): Graph {
  return withRecorder(standardOnly, (recorder) => {
    const input: Value = { shape: inputShape, dtype: 'float32' };
    const condition: Value | undefined = conditions > 0 ? { shape: [inputShape[0], conditions], dtype: 'float32' } : undefined;
    const parameters = new Map<string, tf.Tensor>();
    const parameterOf = (name: string, shape: readonly number[]): tf.Tensor => {
      const known = parameters.get(name);
      if (known !== undefined) return known;
      const value = values === undefined ? { shape, values: NO_NUMBERS } : values.get(name);
      if (value === undefined) throw new InvalidInputError(`The weights hold no parameter '${name}', which the network needs with shape [${shape.join(', ')}].`);
      if (!sameShape(value.shape, shape)) {
        throw new InvalidInputError(`Parameter '${name}' has shape [${value.shape.join(', ')}] in the weights; the network needs [${shape.join(', ')}].`);
      }
      const tensor = recorder.tensorOf({ shape, dtype: 'float32', constant: { name, values: value.values } });
      parameters.set(name, tensor);
      return tensor;
    };
    const outputs: Value[] = [];
    // The graph stays out of the tidy's result, in which tfjs would look for tensors number by number.
    tf.tidy(() => {
      const picture = recorder.tensorOf(input);
      if (!isRank4(picture)) throw new InvalidInputError(`A network takes [1, height, width, 3]; given [${inputShape.join(', ')}].`);
      const beside = condition && recorder.tensorOf(condition);
      const results = forward(picture, recordingScope(parameterOf, (place) => {
        recorder.place = place;
      }), beside !== undefined && isRank2(beside) ? beside : undefined);
      outputs.push(...[results].flat().map((result) => recorder.valueBehind(result)));
    });
    const lastLayer = recorder.nodes.findLastIndex((node) => layerOf(node) !== '');
    return removeDeadNodes({ inputs: condition === undefined ? [input] : [input, condition], nodes: recorder.nodes.map((node, index) => (index > lastLayer ? { ...node, place: '' } : node)), outputs });
  });
}

const NO_NUMBERS = new Float32Array(0);

/** @param enter hears where the network's code goes on */
function recordingScope(parameterOf: (name: string, shape: readonly number[]) => tf.Tensor, enter: (place: string) => void, path = ''): Scope {
  return {
    path,
    training: false,
    at: (name) => {
      const inner = joinPath(path, name);
      enter(inner);
      return recordingScope(parameterOf, enter, inner);
    },
    parameter: (name, shape) => {
      // A layer is the node that reads its parameters; what follows belongs to the part around it.
      enter(path.slice(0, Math.max(0, path.lastIndexOf('/'))) || path);
      return parameterOf(joinPath(path, name), shape);
    },
    assign: (name) => {
      throw new EngineError(`'${joinPath(path, name)}' cannot be assigned while a network is recorded.`);
    },
  };
}

const isRank2 = (tensor: tf.Tensor): tensor is tf.Tensor2D => tensor.rank === 2;
const isRank4 = (tensor: tf.Tensor): tensor is tf.Tensor4D => tensor.rank === 4;
