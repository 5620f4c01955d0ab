import type { Card } from '../../../models/artifact/card';
import { trace } from '../../../models/graph/trace';
import { InvalidInputError } from '../../../models/errors';
import { traceModel } from '../../../models/graph/trace-model';
import { withChannels } from '../../../models/layers/channel-counts';
import { foldBatchNorm } from '../../../models/layers/fold';
import type { NamedValues, TensorValue } from '../../../models/layers/trainable-parameters';
import { createNetwork, outputsInOrder } from '../../../models/networks';
import { keptCounts, keptValues } from './apply-plan';
import { channelFamilies } from './channel-groups';
import { followChannels, type FollowedChannels } from './follow-channels';
import { normImportance, scaleImportance, taylorImportance } from './importance';
import { expectSameCoupling } from './same-coupling';
import { PLAN_DEFAULTS, planChannels, type PlanOptions } from './plan';

export const IMPORTANCES = ['norm', 'scale', 'taylor'] as const;

export interface PruneOptions extends Partial<PlanOptions> {
  /** Share of the multiply-adds that is to be left, 0 to 1. */
  readonly work: number;
  /** By what channels are judged. Default: 'taylor' where there are gradients, else 'norm'. */
  readonly importance?: (typeof IMPORTANCES)[number];
  /** Of the loss by the parameters as they are given, batch after batch; only for 'taylor'. */
  readonly gradients?: readonly NamedValues[];
}

export interface PrunedModel {
  readonly network: Card['network'];
  readonly values: Map<string, TensorValue>;
  /** Share of the multiply-adds of convolutions and dense layers that is left. */
  readonly work: number;
}

/**
 * Removes whole channels from a network, so that every engine has less to do (structured pruning; DepGraph, Fang et al. 2023).
 * Needs no engine.
 * @param model its values as stored, batch normalisation folded or apart
 * @throws InvalidInputError where so little work cannot be reached, EngineError where the network's code does something else with fewer channels
 */
export async function pruneChannels({ card: { network, input }, values }: { readonly card: Pick<Card, 'network' | 'input'>; readonly values: NamedValues }, options: PruneOptions): Promise<PrunedModel> {
  const followed = await followNetwork(network, input);
  const families = channelFamilies(followed);
  const { gradients = [], importance = gradients.length > 0 ? 'taylor' : 'norm' } = options;
  const worth = {
    norm: () => normImportance(families, foldBatchNorm(values)),
    scale: () => scaleImportance(families, values),
    taylor: () => taylorImportance(families, values, gradients),
  }[importance]();
  const plan = planChannels(followed, families, worth, { ...PLAN_DEFAULTS, perWork: importance === 'taylor', ...options });
  const kept = keptValues(values, followed, plan.removed);
  const pruned = { ...network, channels: keptCounts(followed, plan.removed) };
  // The network's code must ask for just these shapes, and do with them what it did.
  traceModel({ network: pruned, input }, kept);
  expectSameCoupling(followed, plan.removed, await followNetwork(pruned, input));
  return { network: pruned, values: kept, work: plan.work };
}

/**
 * The channels of a model's network, at its input's size.
 * @throws InvalidInputError for a network that takes numbers beside the picture: they scale its channels, and are not followed
 */
export function followNetwork({ name, options, channels }: Card['network'], { width, height }: Pick<Card['input'], 'width' | 'height'>): Promise<FollowedChannels> {
  const made = createNetwork(name, options);
  if (made.conditions !== undefined) throw new InvalidInputError(`The network '${name}' takes ${made.conditions} numbers beside the picture, which say what its channels are scaled by; expected one that takes a picture alone.`);
  const asked = new Set<string>();
  const graph = trace((input, scope) => outputsInOrder(made, made.forward(input, withChannels(scope, (path) => {
    asked.add(path);
    return channels?.[path];
  }))), [1, height, width, 3], undefined);
  return followChannels(graph, asked);
}
