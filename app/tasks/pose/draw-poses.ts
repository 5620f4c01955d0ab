import type { Person } from '../../../models/prediction/prediction';
import { COCO_KEYPOINTS } from '../../../models/pose/coco-keypoints';
import type { Tracked } from '../../../models/tracking/detection-tracker';
import { pointToView, type Point } from '../../overlay/view';
import type { DrawOptions } from '../task';
import { drawAngles } from './draw-angles';
import { poseChoice } from './pose-choice';

/** Sides of the body, as the person has them, told apart by colour-blind people too. */
export const SIDE_COLOURS = { left: 'oklch(0.8 0.17 65)', right: 'oklch(0.78 0.13 225)', middle: 'oklch(0.97 0.01 100)' } as const;
type Side = keyof typeof SIDE_COLOURS;

const UNDERLINE = 'rgb(0 0 0 / 0.5)';
/** A limb's width as a share of the longer side of its person, and its bounds, in the view's pixels. */
const LIMB = { share: 0.016, least: 2, most: 8 };
/** A joint's radius, in widths of a limb; those of a face lie close together. */
const JOINT_RADIUS = 0.95;
const FACE_RADIUS = 0.6;
/** A joint is not drawn up to the first of these scores, and wholly from the second on. */
const FAINT = { from: 0.15, to: 0.35 };

const { names, skeleton } = COCO_KEYPOINTS;
const SIDES = names.map((name): Side => (name.startsWith('left_') ? 'left' : name.startsWith('right_') ? 'right' : 'middle'));
const FIRST_SHOULDER = names.indexOf('left_shoulder');
/** The head is drawn by its points alone but for the lines within the face: from an ear to a shoulder there is no limb. */
const LIMBS = skeleton.filter(([a, b]) => a < FIRST_SHOULDER === b < FIRST_SHOULDER).map(([a, b]) => ({ a, b, side: limbSide(a, b) }));

/** Skeletons: limbs in the colour of their side, as strong as their less certain end is sure, and joints on them; the most certain person first. */
export function drawPoses(context: CanvasRenderingContext2D, persons: readonly Tracked<Person>[], { placement, mirrored, marked }: DrawOptions): void {
  const { angles } = poseChoice.get();
  context.save();
  context.lineCap = 'round';
  // Networks say where a joint beyond the picture would be; over what lies beside the picture a limb would stand for nothing.
  context.beginPath();
  context.rect(placement.x, placement.y, placement.width, placement.height);
  context.clip();
  // The most certain last, on top of the others.
  for (const { id, box, keypoints, opacity } of persons.toReversed()) {
    const joints = keypoints.map(({ x, y, score }, index) => ({
      // A keypoint counts from the middle of the first pixel.
      ...pointToView(placement, { x: x + 0.5, y: y + 0.5 }, mirrored), index, alpha: opacity * strength(score),
    }));
    const size = LIMB.share * Math.max(box.width, box.height) * placement.scale;
    const width = Math.min(LIMB.most, Math.max(LIMB.least, size)) * (id === marked ? 1.6 : 1);
    const limbs = LIMBS.flatMap(({ a, b, side }) => {
      const [from, to] = [joints[a], joints[b]];
      return from === undefined || to === undefined ? [] : [{ from, to, colour: SIDE_COLOURS[side], alpha: Math.min(from.alpha, to.alpha) }];
    });
    // Dark lines under the bright ones keep them visible before a bright picture; all of them first, so that none lies over a limb.
    for (const { from, to, alpha } of limbs) drawLimb(context, from, to, UNDERLINE, width + 2, alpha);
    for (const { from, to, colour, alpha } of limbs) drawLimb(context, from, to, colour, width, alpha);
    for (const joint of joints) {
      const radius = width * (joint.index < FIRST_SHOULDER ? FACE_RADIUS : JOINT_RADIUS);
      drawJoint(context, joint, UNDERLINE, radius + 1, joint.alpha);
      drawJoint(context, joint, SIDE_COLOURS[SIDES[joint.index] ?? 'middle'], radius, joint.alpha);
    }
    context.globalAlpha = opacity;
    if (angles) drawAngles(context, { box, keypoints }, { placement, mirrored });
  }
  context.restore();
}

/** How strongly something is drawn, 0 to 1. */
const strength = (score: number): number => Math.min(1, Math.max(0, (score - FAINT.from) / (FAINT.to - FAINT.from)));

function limbSide(a: number, b: number): Side {
  const [one = 'middle', other = 'middle'] = [SIDES[a], SIDES[b]];
  return one === other ? one : one === 'middle' ? other : other === 'middle' ? one : 'middle';
}

function drawLimb(context: CanvasRenderingContext2D, from: Point, to: Point, colour: string, width: number, alpha: number): void {
  if (alpha === 0) return;
  context.globalAlpha = alpha;
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  context.moveTo(from.x, from.y);
  context.lineTo(to.x, to.y);
  context.stroke();
}

function drawJoint(context: CanvasRenderingContext2D, { x, y }: Point, colour: string, radius: number, alpha: number): void {
  if (alpha === 0) return;
  context.globalAlpha = alpha;
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}
