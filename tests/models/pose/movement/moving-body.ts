import type { TimedPose } from '../../../../models/pose/movement/movement';
import type { Random } from '../../../../models/tensor/random';
import type { Keypoint } from '../../../../models/tasks/pose';

/** How somebody holds themselves, in three dimensions: degrees, 0 where everything hangs down or stands straight. */
export interface Posture {
  /** Of the upper arms away from the body, to the side. */
  readonly leftArm?: number;
  readonly rightArm?: number;
  /** 0 stands, 1 has the thighs level. */
  readonly squat?: number;
}

export interface BodyOptions {
  /** Pixels. */
  readonly height?: number;
  /** Degrees that the body is turned away from the camera, and that the camera looks down. */
  readonly turned?: number;
  readonly pitch?: number;
  readonly score?: number;
}

type Vector = readonly [x: number, y: number, z: number];
const DEGREE = Math.PI / 180;
const plus = ([ax, ay, az]: Vector, [bx, by, bz]: Vector, times = 1): Vector => [ax + times * bx, ay + times * by, az + times * bz];

/** COCO's joints of a body with the proportions of a person, seen from far away. */
export function bodyIn({ leftArm = 0, rightArm = 0, squat = 0 }: Posture, { height = 300, turned = 0, pitch = 0, score = 0.8 }: BodyOptions = {}): Keypoint[] {
  // The thighs go forward and the shins slant so that the feet stay where they are below the hips, about.
  const thigh = squat * 90 * DEGREE;
  const hip: Vector = [0, 0, 0];
  const leg = (side: number): Vector[] => {
    const start = plus(hip, [side * 0.08, 0, 0]);
    const knee = plus(start, [0, Math.cos(thigh), Math.sin(thigh)], 0.245);
    const shin = 0.35 * thigh;
    return [start, knee, plus(knee, [0, Math.cos(shin), -Math.sin(shin)], 0.246)];
  };
  const lean = 0.35 * thigh;
  const neck = plus(hip, [0, -Math.cos(lean), Math.sin(lean)], 0.288);
  const arm = (side: number, degrees: number): Vector[] => {
    const shoulder = plus(neck, [side * 0.11, 0, 0]);
    const along: Vector = [side * Math.sin(degrees * DEGREE), Math.cos(degrees * DEGREE), 0];
    return [shoulder, plus(shoulder, along, 0.186), plus(shoulder, along, 0.332)];
  };
  const nose = plus(neck, [0, -0.12, 0.04]);
  const face: Vector[] = [nose, plus(nose, [0.02, -0.02, 0]), plus(nose, [-0.02, -0.02, 0]), plus(nose, [0.04, 0, -0.05]), plus(nose, [-0.04, 0, -0.05])];
  const [left, right, leftLeg, rightLeg] = [arm(1, leftArm), arm(-1, rightArm), leg(1), leg(-1)];
  const joints = [...face, ...[0, 1, 2].flatMap((at) => [left[at], right[at]]), ...[0, 1, 2].flatMap((at) => [leftLeg[at], rightLeg[at]])];
  // Feet stay on the ground.
  const ground = Math.max(...[...leftLeg, ...rightLeg].map(([, y]) => y));
  return joints.map((joint) => {
    const [x, y, z] = joint ?? hip;
    const [turn, down] = [turned * DEGREE, pitch * DEGREE];
    const [across, deep] = [x * Math.cos(turn) + z * Math.sin(turn), z * Math.cos(turn) - x * Math.sin(turn)];
    return { x: 320 + height * across, y: 400 + height * ((y - ground) * Math.cos(down) + deep * Math.sin(down)), score };
  });
}

export interface Disturbance {
  readonly random: Random;
  /** Standard deviation of every joint's place, as a share of the body's height. */
  readonly noise?: number;
  /** How often a joint is not seen, and how often it is somewhere else altogether, 0 to 1. */
  readonly dropped?: number;
  readonly misplaced?: number;
}

/** A series of poses. @param postureAt of a time in milliseconds */
export function series(postureAt: (ms: number) => Posture, { lengthMs, framesPerSecond = 15, body = {}, startMs = 0 }: { readonly lengthMs: number; readonly framesPerSecond?: number; readonly body?: BodyOptions; readonly startMs?: number }, disturbance?: Disturbance): TimedPose[] {
  return Array.from({ length: Math.floor((lengthMs * framesPerSecond) / 1000) }, (_, frame) => {
    const ms = (1000 * frame) / framesPerSecond;
    const keypoints = bodyIn(postureAt(ms), body);
    return { atMs: startMs + ms, keypoints: disturbance === undefined ? keypoints : disturbed(keypoints, body.height ?? 300, disturbance) };
  });
}

function disturbed(keypoints: readonly Keypoint[], height: number, { random, noise = 0, dropped = 0, misplaced = 0 }: Disturbance): Keypoint[] {
  const normal = () => random.normal();
  return keypoints.map(({ x, y, score }) => {
    const away = random.next() < misplaced ? 0.4 : noise;
    return { x: x + away * height * normal(), y: y + away * height * normal(), score: random.next() < dropped ? 0.05 : score };
  });
}

/** 0 to 1 and back, once in a period: rests at both ends of it a little. */
export const pulse = (ms: number, periodMs: number): number => Math.max(0, Math.sin((2 * Math.PI * ms) / periodMs - Math.PI / 2) * 0.6 + 0.4);
