import type { Keypoint } from '../tasks/pose';
import { COCO_KEYPOINTS } from './coco-keypoints';

/** The angle at a joint, as the picture shows it: a limb that points at the camera looks bent in another way. */
export interface JointAngle {
  /** As the person has it: 'left elbow'. */
  readonly name: string;
  /** Keypoints: where the angle is, and the ends of its two sides. */
  readonly at: number;
  readonly ends: readonly [number, number];
  /** 0 to 180; a straight limb has 180. */
  readonly degrees: number;
  /** Of its least certain keypoint, 0 to 1. */
  readonly score: number;
}

/** Each with the keypoints between which it lies, of one side of the body. */
const ANGLES = { shoulder: ['hip', 'elbow'], elbow: ['shoulder', 'wrist'], hip: ['shoulder', 'knee'], knee: ['hip', 'ankle'] } as const;

const MEASURED = (['left', 'right'] as const).flatMap((side) => Object.entries(ANGLES).map(([joint, [from, to]]) => {
  const keypoint = (name: string) => COCO_KEYPOINTS.names.indexOf(`${side}_${name}`);
  return { name: `${side} ${joint}`, at: keypoint(joint), ends: [keypoint(from), keypoint(to)] as const };
}));

/** The angles at shoulders, elbows, hips and knees. @param keypoints COCO's; where two lie in one place there is no angle */
export function jointAngles(keypoints: readonly Keypoint[]): JointAngle[] {
  return MEASURED.flatMap(({ name, at, ends }) => {
    const [joint, from, to] = [keypoints[at], keypoints[ends[0]], keypoints[ends[1]]];
    if (joint === undefined || from === undefined || to === undefined) return [];
    const [ax, ay, bx, by] = [from.x - joint.x, from.y - joint.y, to.x - joint.x, to.y - joint.y];
    if ((ax === 0 && ay === 0) || (bx === 0 && by === 0)) return [];
    const degrees = Math.abs(Math.atan2(ax * by - ay * bx, ax * bx + ay * by)) * (180 / Math.PI);
    return [{ name, at, ends, degrees, score: Math.min(joint.score, from.score, to.score) }];
  });
}
