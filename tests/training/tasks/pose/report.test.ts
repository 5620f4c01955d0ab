import { expect, it } from 'vitest';
import type { CocoDataset } from '../../../../models/artifact/coco';
import { poseRecord } from '../../../../models/artifact/evaluation/pose';
import { COCO_KEYPOINTS } from '../../../../models/pose/coco-keypoints';
import { poseCardFigures } from '../../../../training/tasks/pose/card-figures';
import { poseEvaluationRecord } from '../../../../training/tasks/pose/evaluation-record';
import { reportPoses } from '../../../../training/tasks/pose/report';
import { tinyCard } from '../../../models/artifact/tiny-card';

const card = tinyCard({ task: 'pose', keypoints: COCO_KEYPOINTS });
const image = { id: 1, file_name: 'a.jpg', width: 200, height: 200 };
/** A body in a grid, 30 pixels from joint to joint. */
const places = COCO_KEYPOINTS.names.map((_, index) => [20 + 30 * (index % 4), 20 + 30 * Math.floor(index / 4)] as const);
const annotation = { id: 1, image_id: 1, category_id: 1, bbox: [10, 10, 120, 160] as [number, number, number, number], area: 10_000, iscrowd: 0 as const, keypoints: places.flatMap(([x, y]) => [x, y, 2]), num_keypoints: 17 };
const dataset = (names: readonly string[]): CocoDataset => ({ images: [image], annotations: [annotation], categories: [{ id: 1, name: 'person', keypoints: [...names] }] });
const moved = (pixels: number) => ({ images: 1, seen: [{ annotation, result: { image_id: 1, category_id: 1, bbox: annotation.bbox, score: 0.9, keypoints: places.flatMap(([x, y]) => [x + pixels, y, 0.9]) } }] });

it('judges each way of looking by itself, as its record and the card say', () => {
  const report = reportPoses(dataset(COCO_KEYPOINTS.names), [image], card, [moved(150), moved(0)]);
  const record = poseEvaluationRecord(report, { annotations: 'objects/val.json', images: 'objects/images' }, { card, engine: 'wasm', commit: 'abc', seconds: 1, cpuSeconds: 1 });
  expect(poseRecord.parse(record)).toEqual(record);
  expect(record).toMatchObject({ images: 1, persons: 1, command: expect.stringMatching(/ --flip$/) as string, ways: [{ flip: false, oks: { ap: 0 }, pck: 0 }, { flip: true, oks: { ap: 1, apMedium: null }, pck: 1 }] });
  expect(poseCardFigures([record]).metrics.map(({ name, value, scope }) => [name, value, scope])).toEqual([
    ...['OKS AP', 'OKS AP50', 'PCK@0.2'].map((name) => [name, 0, 'true boxes']),
    ...['OKS AP', 'OKS AP50', 'PCK@0.2'].map((name) => [name, 1, 'true boxes, with the mirror image']),
  ]);
});

it('has no OKS where other keypoints are annotated', () => {
  const [way] = reportPoses(dataset([...COCO_KEYPOINTS.names.slice(0, 16), 'tail']), [image], card, [moved(0)]).ways;
  expect(way?.oks).toBeUndefined();
  expect(way?.keypoints.map(({ name }) => name)).not.toContain('right_ankle');
  expect(way?.pck).toBe(1);
});
