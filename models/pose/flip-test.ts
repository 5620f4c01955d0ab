import type { Card, Keypoints } from '../artifact/card';
import { InvalidInputError } from '../errors';

/** The counterpart of each keypoint in a mirror: itself where it has none. */
export function mirroredKeypoints({ names, pairs }: Pick<Keypoints, 'names' | 'pairs'>): number[] {
  const counterparts = names.map((_, index) => index);
  for (const [left, right] of pairs) [counterparts[left], counterparts[right]] = [right, left];
  return counterparts;
}

/**
 * A model for poses that looks at a picture and at its mirror image and takes the mean: twice the work, a little more exact.
 * @throws InvalidInputError for a model that finds no keypoints
 */
export function withFlipTest<C extends Pick<Card, 'name' | 'network' | 'keypoints'>>(card: C): C {
  if (card.keypoints === undefined) throw new InvalidInputError(`Only models that find keypoints look at mirror images, and '${card.name}' finds none. Leave out --flip.`);
  return { ...card, network: { ...card.network, options: { ...card.network.options, mirrored: mirroredKeypoints(card.keypoints) } } };
}
