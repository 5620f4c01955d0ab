import { describe, expect, it } from 'vitest';
import { pixelFrame } from '../../../models/frames/pixel-frame';
import { iou, type Box } from '../../../models/geometry/box';
import { PoseLooker } from '../../../models/pose/pose-looker';
import { posesInBoxes } from '../../../models/pose/poses-in-boxes';
import type { PredictorCard, PredictRequest } from '../../../models/predictor';
import { standing } from './body';

const SIZE = { width: 320, height: 240 };
const frame = pixelFrame({ ...SIZE, channels: 3, data: new Uint8Array(3 * SIZE.width * SIZE.height) });
const card: PredictorCard = { name: 'one', task: 'pose', network: { name: 'n', options: {} }, input: { width: 192, height: 256, mean: [0, 0, 0], std: [1, 1, 1] }, categories: [], scoreThreshold: 0.2 };

/** People who stand where they are put, as two models see them; every look takes its time on a clock of its own. */
function scene(personMs: number) {
  const stage = { persons: [] as Box[], nowMs: 0, finds: 0, looks: 0 };
  const finder = {
    card: { ...card, name: 'finder', task: 'detection' as const },
    predict: () => {
      stage.finds++;
      stage.nowMs += 40;
      const detections = [...stage.persons.map((box) => ({ categoryId: 1, label: 'person', score: 0.9, box })), { categoryId: 2, label: 'bicycle', score: 0.9, box: { x: 0, y: 0, width: 300, height: 200 } }];
      return Promise.resolve({ prediction: { task: 'detection' as const, ...SIZE, detections }, timings: { forward: 40 } });
    },
  };
  const poses = {
    card,
    predictTogether: ([request]: readonly PredictRequest[]) => {
      stage.looks++;
      stage.nowMs += personMs;
      const region = request?.region ?? { x: 0, y: 0, ...SIZE };
      const there = stage.persons.toSorted((a, b) => apart(a, region) - apart(b, region))[0];
      const person = there !== undefined && apart(there, region) < there.width / 2 ? standing(there) : standing(region, 0.04);
      return Promise.resolve([{ prediction: { task: 'pose' as const, ...SIZE, persons: [person] }, timings: { forward: personMs } }]);
    },
  };
  return { stage, poses, looker: new PoseLooker(poses, { predictor: finder, label: 'person' }, () => stage.nowMs) };
}

/** How far the middles of two boxes are apart. */
const apart = (a: Box, b: Box): number => Math.hypot(a.x + a.width / 2 - b.x - b.width / 2, a.y + a.height / 2 - b.y - b.height / 2);

const persons = async (looked: ReturnType<PoseLooker['look']>) => {
  const { prediction } = await looked;
  return 'persons' in prediction ? prediction.persons : [];
};

const left = { x: 20, y: 20, width: 70, height: 190 };
const right = { x: 200, y: 40, width: 60, height: 160 };

describe('poses in a stream', () => {
  it('follow persons without finding them again, and see who comes within a second or so', async () => {
    const { stage, looker } = scene(20);
    stage.persons = [left];
    expect(await persons(looker.look(frame))).toHaveLength(1);
    for (let step = 0; step < 10; step++) {
      stage.persons = stage.persons.map((box) => ({ ...box, x: box.x + 4 }));
      const [person] = await persons(looker.look(frame));
      expect(person && iou(person.box, stage.persons[0] ?? left)).toBeGreaterThan(0.75);
    }
    expect(stage.finds).toBe(1);
    stage.persons.push(right);
    while (stage.nowMs < 1200) await looker.look(frame);
    expect(await persons(looker.look(frame))).toHaveLength(2);
    expect(stage.finds).toBe(2);
  });

  it('find who is lost in the same frame', async () => {
    const { stage, looker } = scene(20);
    stage.persons = [left];
    await looker.look(frame);
    stage.persons = [right];
    const [person] = await persons(looker.look(frame));
    expect(person && iou(person.box, right)).toBeGreaterThan(0.75);
    expect(stage.finds).toBe(2);
  });

  it('are fewer on a slow device, two at least', async () => {
    const crowd = Array.from({ length: 8 }, (_, index) => ({ x: 39 * index, y: 10 + 5 * index, width: 36, height: 100 + 10 * index }));
    for (const [personMs, most] of [[5, 6], [50, 4], [300, 2]] as const) {
      const { stage, looker } = scene(personMs);
      stage.persons = crowd;
      await looker.look(frame); // Shows what a person takes.
      const before = stage.looks;
      const seen = await persons(looker.look(frame));
      expect(stage.looks - before).toBe(most);
      expect(seen).toHaveLength(most);
      expect(Math.min(...seen.map(({ box }) => box.height))).toBeGreaterThan(100 + 10 * (8 - most) - 20);
    }
  });

  it('leave a frame that is looked at for its own sake to itself', async () => {
    const { stage, looker } = scene(20);
    stage.persons = [left];
    await looker.look(frame);
    stage.persons = [left, right];
    expect(await persons(looker.examine(frame))).toHaveLength(2);
    expect(await persons(looker.look(frame))).toHaveLength(1);
  });

  it('say nothing of persons below a score', async () => {
    const { stage, looker } = scene(20);
    stage.persons = [left];
    expect(await persons(looker.look(frame, { scoreThreshold: 0.9 }))).toHaveLength(0);
  });
});

it('poses in boxes come in the order of the boxes', async () => {
  const { stage, poses } = scene(1);
  stage.persons = [left, right];
  const { prediction } = await posesInBoxes(poses, frame, [{ box: right, score: 1 }, { box: left, score: 0.5 }]);
  expect(prediction.persons.map(({ box }) => box)).toEqual([right, left]);
});
