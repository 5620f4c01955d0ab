import { jointAngles } from '../../../models/pose/joint-angles';
import type { Person } from '../../../models/prediction/prediction';
import { pointToView, type Point } from '../../overlay/view';
import type { DrawOptions } from '../task';

/** What is less sure has no angle. */
const LEAST_SCORE = 0.3;
/** Of a body that is smaller on the screen, in its pixels, only the skeleton can be read. */
const LEAST_SIZE = 120;
const ARC = 16;
const TEXT = { size: 12, away: 30 };
const [INK, GROUND] = ['#fff', 'rgb(0 0 0 / 0.62)'];

/** The angle at each joint that is sure, between its two limbs: an arc, and degrees beside it. */
export function drawAngles(context: CanvasRenderingContext2D, { box, keypoints }: Pick<Person, 'box' | 'keypoints'>, { placement, mirrored }: Pick<DrawOptions, 'placement' | 'mirrored'>): void {
  if (placement.scale * Math.max(box.width, box.height) < LEAST_SIZE) return;
  // A keypoint counts from the middle of the first pixel.
  const inView = (index: number): Point => {
    const { x = 0, y = 0 } = keypoints[index] ?? {};
    return pointToView(placement, { x: x + 0.5, y: y + 0.5 }, mirrored);
  };
  context.font = `600 ${TEXT.size}px system-ui, sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const { at, ends, degrees, score } of jointAngles(keypoints)) {
    if (score < LEAST_SCORE) continue;
    const [joint, from, to] = [inView(at), inView(ends[0]), inView(ends[1])];
    const start = Math.atan2(from.y - joint.y, from.x - joint.x);
    const turn = wrapped(Math.atan2(to.y - joint.y, to.x - joint.x) - start);
    context.strokeStyle = INK;
    context.lineWidth = 2;
    context.beginPath();
    context.arc(joint.x, joint.y, ARC, start, start + turn, turn < 0);
    context.stroke();
    // Outside the angle, where no limb is.
    const away = start + turn / 2 + Math.PI;
    const [x, y] = [joint.x + TEXT.away * Math.cos(away), joint.y + TEXT.away * Math.sin(away)];
    const text = `${Math.round(degrees)}°`;
    const width = context.measureText(text).width + 10;
    context.fillStyle = GROUND;
    context.beginPath();
    context.roundRect(x - width / 2, y - 9, width, 18, 9);
    context.fill();
    context.fillStyle = INK;
    context.fillText(text, x, y);
  }
}

/** The same direction, -π to π. */
const wrapped = (angle: number): number => Math.atan2(Math.sin(angle), Math.cos(angle));
