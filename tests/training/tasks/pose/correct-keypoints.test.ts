import { expect, it } from 'vitest';
import { correctKeypoints } from '../../../../training/tasks/pose/correct-keypoints';

const TRUE_NAMES = ['right_hip', 'left_shoulder', 'neck', 'left_knee'];
const FOUND_NAMES = ['nose', 'left_shoulder', 'left_knee', 'right_hip'];

/** A torso of 50 pixels, so that 10 are allowed. @param off how far the knee is found from its place */
const person = (off: number, hipFlag = 2, kneeFlag = 2) => ({
  annotation: { id: 1, image_id: 1, category_id: 1, bbox: [0, 0, 100, 100], area: 1, keypoints: [10, 50, hipFlag, 40, 10, 2, 0, 0, 2, 20, 90, kneeFlag] } as const,
  result: { image_id: 1, category_id: 1, bbox: [0, 0, 100, 100], score: 1, keypoints: [5, 5, 1, 40, 10, 1, 20 + off, 90, 1, 10, 90, 1] } as const,
});

it('counts a keypoint that lies within a fifth of the torso, by name, of persons whose torso is annotated', () => {
  expect(correctKeypoints([person(9.9), person(-10), person(10.1), person(0, 0), person(0, 2, 0)], FOUND_NAMES, TRUE_NAMES)).toEqual([
    { name: 'left_shoulder', persons: 4, share: 1 },
    { name: 'left_knee', persons: 3, share: 2 / 3 },
    { name: 'right_hip', persons: 4, share: 0 },
  ]);
});
