import type { Card } from '../artifact/card';
import { foldBatchNorm } from '../layers/fold';
import type { NamedValues } from '../layers/trainable-parameters';
import { createNetwork } from '../networks';
import type { Graph } from './graph';
import { trace, type TraceOptions } from './trace';

/**
 * Records the network of a model for one picture of its input's size.
 * @param values as loaded, batch normalisation is folded here; undefined where shapes alone matter, see `trace`
 */
export function traceModel({ network, input }: Pick<Card, 'network' | 'input'>, values: NamedValues | undefined, traceOptions: TraceOptions = {}): Graph {
  const made = createNetwork(network.name, network.options);
  return trace((picture, scope) => made.forward(picture, scope), [1, input.height, input.width, 3], values && foldBatchNorm(values), traceOptions);
}
