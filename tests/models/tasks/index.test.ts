import { describe, expect, it } from 'vitest';
import { outputsInOrder } from '../../../models/networks';
import { letterbox } from '../../../models/frames/frame-placement';
import { TASK_NAMES, taskNamed, type TaskName } from '../../../models/tasks';

const placed = letterbox({ width: 64, height: 48 }, { width: 32, height: 32 });
const card = { categories: [{ id: 7, name: 'cat' }], keypoints: { names: ['ear', 'paw'], skeleton: [], pairs: [] }, scoreThreshold: 0.5 };
/** Heat maps of two keypoints, [8, 8, 2], in the corners of the input. */
const heatmaps = new Float32Array(2 * 8 * 8);
heatmaps[0] = heatmaps[heatmaps.length - 1] = 0.9;
/** One row of a detector with its mask, one of a classifier, one body: whatever a task reads. */
const seen = { classmaps: new Float32Array(8 * 8).fill(0.9), heatmaps, detections: Float32Array.of(4, 0, 28, 32, 0.9, 0), masks: new Float32Array(16).fill(1), probabilities: Float32Array.of(0.9), pictures: new Float32Array(3 * 32 * 32).fill(0.5) };
/** What is sent of an answer that is a picture. */
const jpeg = { width: 32, height: 24, encoded: Uint8Array.of(0xff, 0xd8, 0xff) };
/** A keypoint lies in the middle of a pixel of the input, so a body does not fill the picture's width. */
const boxes: Readonly<Partial<Record<TaskName, readonly number[]>>> = { pose: [0.5, 0, 56, 48] };

describe.each(TASK_NAMES)('the task %s', (name) => {
  const task = taskNamed(name);

  it('decodes to a prediction that passes its own schema, of the source\'s size, and to COCO\'s results', () => {
    const prediction = task.decode(seen, placed, card);
    expect(prediction).toMatchObject({ task: name, width: 64, height: 48 });
    const sent = task.picture?.replace(prediction, jpeg) ?? prediction;
    expect(task.schema.parse(structuredClone(sent))).toEqual(sent);
    // In what is painted nothing is found.
    if (task.picture !== undefined) {
      expect(task.toCoco(prediction)).toEqual([]);
      return;
    }
    expect(task.toCoco(prediction)).toMatchObject([{ category_id: 7, bbox: boxes[name] ?? [0, 0, 64, 48], score: expect.closeTo(0.9, 2) as number }]);
    expect(task.toCoco(task.decode(seen, placed, card, { scoreThreshold: 0.95 }))).toEqual([]);
  });

  it('exports what its networks give', () => {
    const { outputs, exported: { outputs: exported, rows } } = task;
    expect(exported.filter(({ of }) => !outputs.includes(of))).toEqual([]);
    if (rows !== undefined) expect(exported.map(({ name: output }) => output)).toContain(rows);
  });

  it('says which output a network lacks', () => {
    expect(() => outputsInOrder({ task: name }, {})).toThrow(`A network for ${name} gives '${task.outputs[0] ?? ''}'; this one gives nothing.`);
    expect(() => task.decode({}, placed, card)).toThrow(`The network gave no output '${task.outputs[0] ?? ''}'`);
  });
});
