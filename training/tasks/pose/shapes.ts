import type { Card } from '../../../models/artifact/card';
import type { Keypoint, PosePrediction } from '../../../models/prediction/prediction';

/** By the person's own side. */
const COLOURS = { left: '#ff9f1c', right: '#2ec4ff', middle: '#f4f4f4' } as const;
type Side = keyof typeof COLOURS;

/** Below it a joint is a guess, and neither it nor its limbs are drawn. */
const SURE = 0.2;

/** SVG elements of all bodies, in the picture's pixels: limbs by side, joints the fuller the surer they are. */
export function poseShapes({ persons }: PosePrediction, { keypoints: named }: Pick<Card, 'keypoints'>): string[] {
  const { skeleton, pairs } = named ?? { skeleton: [], pairs: [] };
  const [lefts, rights] = [new Set(pairs.map(([left]) => left)), new Set(pairs.map(([, right]) => right))];
  const sideOf = (...joints: readonly number[]): Side => {
    const [left, right] = [joints.some((joint) => lefts.has(joint)), joints.some((joint) => rights.has(joint))];
    return left === right ? 'middle' : left ? 'left' : 'right';
  };
  return [...persons].sort((a, b) => a.score - b.score).flatMap(({ keypoints, box }) => {
    const line = Math.max(1.5, Math.sqrt(box.width * box.height) / 50);
    const limbs = skeleton.flatMap(([from, to]) => {
      const [start, end] = [keypoints[from], keypoints[to]];
      return start && end && Math.min(start.score, end.score) >= SURE ? [limb(start, end, COLOURS[sideOf(from, to)], line)] : [];
    });
    const joints = keypoints.flatMap((point, index) => (point.score >= SURE ? [joint(point, COLOURS[sideOf(index)], line)] : []));
    return [...limbs, ...joints];
  });
}

const limb = (from: Keypoint, to: Keypoint, colour: string, width: number): string =>
  `<line x1="${from.x}" y1="${from.y}" x2="${to.x}" y2="${to.y}" stroke="${colour}" stroke-width="${width}" stroke-linecap="round"/>`;

const joint = ({ x, y, score }: Keypoint, colour: string, width: number): string =>
  `<circle cx="${x}" cy="${y}" r="${1.2 * width}" fill="${colour}" fill-opacity="${Math.min(1, score).toFixed(2)}" stroke="#000" stroke-width="${width / 4}"/>`;
