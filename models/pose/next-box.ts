import { areaOf, clip, type Box, type Size } from '../geometry/box';
import type { Keypoint } from '../tasks/pose';
import { SURE_JOINT, type Body } from './pose-similarity';

/** With fewer sure joints nobody knows where a body is. */
const LEAST_JOINTS = 4;
const SHOULDERS = [5, 6];
const HIPS = [11, 12];
/**
 * How far a person's box reaches beyond the joints, as a share of the longer side of the box round these: medians of the 512
 * persons with a torso in the validation split of `objects`. There is more body above eyes than below ankles.
 */
const BEYOND = { sides: 0.07, above: 0.13, below: 0.09 };

/**
 * Where to look for a person next, from the pose in the frame before, as MoveNet's crop does it: while the torso is sure, round
 * all joints that are sure (https://github.com/tensorflow/tfjs-models, pose-detection, `determine_next_crop_region`). Without a torso
 * the joints say where the person went, but not how large the person is: the box goes along as it is.
 * @param body the pose, and the box that it was found in
 * @returns within the picture; undefined for a person who is lost
 */
export function nextBox({ box, keypoints }: Body, picture: Size): Box | undefined {
  const sure = keypoints.filter(({ score }) => score >= SURE_JOINT);
  if (sure.length < LEAST_JOINTS) return undefined;
  const isSure = (index: number) => (keypoints[index]?.score ?? 0) >= SURE_JOINT;
  const round = roundJoints(sure);
  const next = clip(SHOULDERS.some(isSure) && HIPS.some(isSure) ? widened(round) : movedOver(box, round), picture);
  return areaOf(next) >= 1 ? next : undefined;
}

function roundJoints(joints: readonly Keypoint[]): Box {
  const [xs, ys] = [joints.map(({ x }) => x), joints.map(({ y }) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

function widened({ x, y, width, height }: Box): Box {
  const unit = Math.max(width, height);
  const { sides, above, below } = BEYOND;
  return { x: x - sides * unit, y: y - above * unit, width: width + 2 * sides * unit, height: height + (above + below) * unit };
}

/** Just so far that it holds another box, or as much of it as it can. */
const movedOver = (box: Box, held: Box): Box => ({
  ...box,
  x: movedAlong(box.x, box.width, held.x, held.width),
  y: movedAlong(box.y, box.height, held.y, held.height),
});

function movedAlong(start: number, length: number, heldStart: number, heldLength: number): number {
  const [least, most] = [heldStart + heldLength - length, heldStart];
  return least > most ? (least + most) / 2 : Math.min(most, Math.max(least, start));
}
