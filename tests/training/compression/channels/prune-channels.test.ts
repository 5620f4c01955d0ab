import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { toWeights } from '../../../../models/artifact/load';
import { countMultiplyAdds } from '../../../../models/graph/costs';
import { trace } from '../../../../models/graph/trace';
import { traceModel } from '../../../../models/graph/trace-model';
import { withChannels, type ChannelCounts } from '../../../../models/layers/channel-counts';
import { convolution } from '../../../../models/layers/convolution';
import { normal } from '../../../../models/layers/initializers';
import type { Scope } from '../../../../models/layers/scope';
import { TrainableParameters, type NamedValues } from '../../../../models/layers/trainable-parameters';
import { weightScope } from '../../../../models/layers/weight-scope';
import { createNetwork, outputsInOrder } from '../../../../models/networks';
import { Random } from '../../../../models/tensor/random';
import { keptCounts, keptValues } from '../../../../training/compression/channels/apply-plan';
import { channelFamilies } from '../../../../training/compression/channels/channel-groups';
import { followChannels, type FollowedChannels } from '../../../../training/compression/channels/follow-channels';
import { followNetwork, pruneChannels } from '../../../../training/compression/channels/prune-channels';
import { loadEngine } from '../../../../training/engines/load-engine';
import { expectClose } from '../../../models/graph/closeness';
import { arbitrarySteps, INPUT_SHAPE, networkOf } from '../../../models/graph/random-network';
import { noise, shipped, shippedNames } from '../../../models/graph/shipped';

/** Some of the groups of every family, at random, but never all of one. */
function someOf(followed: FollowedChannels, share: number, random: Random): Set<number> {
  return new Set(channelFamilies(followed).flatMap((family) => family.slice(1).filter(() => random.next() < share).map(({ root }) => root)));
}

/** The whole network, where nothing reads the removed channels: their weights in every kernel that takes them in are zero. */
function unread(values: NamedValues, { parameters, sets }: FollowedChannels, removed: ReadonlySet<number>): NamedValues {
  return new Map([...values].map(([name, value]) => {
    const axes = parameters.get(name);
    // Kernels [h, w, in, out] and [in, out]; a depthwise one has a single axis of channels.
    const axis = axes?.has(3) === true ? 2 : 0;
    const labels = name.endsWith('/kernel') ? axes?.get(axis) : undefined;
    if (labels === undefined) return [name, value];
    const inner = value.shape.slice(axis + 1).reduce((product, size) => product * size, 1);
    return [name, { ...value, values: value.values.map((weight, index) => (removed.has(sets.rootOf(labels[Math.floor(index / inner) % labels.length] ?? 0)) ? 0 : weight)) }];
  }));
}

type Forward = (input: tf.Tensor4D, scope: Scope) => readonly tf.Tensor[];

async function answers(forward: Forward, input: tf.Tensor4D, values: NamedValues, channels: ChannelCounts = {}): Promise<Float32Array[]> {
  const weights = toWeights(values);
  const outputs = tf.tidy(() => [...forward(input, withChannels(weightScope(weights), (path) => channels[path]))]);
  const numbers = await Promise.all(outputs.map((output) => output.data<'float32'>()));
  tf.dispose([outputs, ...weights.values()]);
  return numbers;
}

async function expectSameAnswers(forward: Forward, input: tf.Tensor4D, values: NamedValues, followed: FollowedChannels, removed: ReadonlySet<number>): Promise<void> {
  const whole = await answers(forward, input, unread(values, followed, removed));
  const narrow = await answers(forward, input, keptValues(values, followed, removed), keptCounts(followed, removed));
  narrow.forEach((output, index) => expectClose(output, whole[index] ?? new Float32Array(), 1e-4));
}

describe('removing channels', () => {
  beforeAll(() => loadEngine('wasm'));

  const isFollowed = (name: string) => name !== 'paintings';

  it.each(shippedNames.filter((name) => !isFollowed(name)))('is refused of %s, whose channels are scaled by what is asked for', async (name) => {
    const { card } = await shipped(name, 64);
    await expect(async () => await followNetwork(card.network, card.input)).rejects.toThrow(/'stylizer' takes 15 numbers beside the picture/);
  });

  it.each(shippedNames.filter(isFollowed))('that nobody reads leaves the answers of %s as they are', async (name) => {
    const side = 128;
    const { card: { network }, values } = await shipped(name, side);
    const followed = await followNetwork(network, { width: side, height: side });
    const removed = someOf(followed, 0.15, new Random(4));
    expect(removed.size).toBeGreaterThan(50);
    const made = createNetwork(network.name, network.options);
    const input = noise(side, 5);
    await expectSameAnswers((picture, scope) => outputsInOrder(made, made.forward(picture, scope)), input, values, followed, removed);
    input.dispose();
  });

  it.each(['gfl-shufflenet-v2-pan', 'mask-rcnn-2go-coco', 'mobilenet-v2-imagenet', 'selfie-mediapipe', 'tiny-pose-coco'])('makes %s as small as was asked, and its network takes what is left', async (name) => {
    const { card: { network: defined, input: { mean, std } }, values } = await shipped(name);
    const card = { network: defined, input: { mean, std, width: 128, height: 128 } };
    const { network, work, values: kept } = await pruneChannels({ card, values }, { work: 0.8 });
    expect(work).toBeLessThanOrEqual(0.8);
    expect(work).toBeGreaterThan(0.7);
    const [whole, narrow] = [card.network, network].map((one) => countMultiplyAdds(traceModel({ network: one, input: card.input }, undefined)));
    expect(Math.abs((narrow ?? 0) / (whole ?? 1) - work)).toBeLessThan(0.01);
    expect([...kept.keys()]).toEqual([...values.keys()]);
  });

  it('that nobody reads leaves the answers of any network as they are', async () => {
    let removals = 0;
    await fc.assert(fc.asyncProperty(arbitrarySteps, arbitrarySteps, fc.nat(), async (first, second, seed) => {
      const random = new Random(seed);
      // A random way, then a layer that reads all of it, then another.
      const forward: Forward = (input, scope) => {
        const stem = convolution(input, scope.at('stem'), 8, { kernelSize: 3, biasInitializer: normal(1) });
        const middle = convolution(networkOf(first)(stem, scope.at('first')), scope.at('middle'), 8, { kernelSize: 1, biasInitializer: normal(1) });
        return [convolution(networkOf(second)(middle, scope.at('second')), scope.at('last'), 3, { kernelSize: 1 })];
      };
      const parameters = new TrainableParameters({ random });
      const input = tf.tensor4d(Float32Array.from({ length: 7 * 6 * 4 }, () => random.normal()), [...INPUT_SHAPE]);
      tf.dispose(tf.tidy(() => [...forward(input, parameters.scope(false))]));
      const asked = new Set<string>();
      const values = await parameters.values();
      const graph = trace((picture, scope) => forward(picture, withChannels(scope, (path) => void asked.add(path))), [...INPUT_SHAPE], undefined);
      const followed = await followChannels(graph, asked);
      const removed = someOf(followed, 0.4, random);
      removals += removed.size;
      await expectSameAnswers(forward, input, values, followed, removed);
      parameters.dispose();
      input.dispose();
    }), { numRuns: 100 });
    expect(removals).toBeGreaterThan(300);
  });
});
