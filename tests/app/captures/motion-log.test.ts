import { describe, expect, it } from 'vitest';
import { MotionLog } from '../../../app/captures/motion-log';
import type { FrameResult } from '../../../app/looker/messages';
import { TrackedResults } from '../../../app/looker/tracked-results';
import { pageTask } from '../../../app/tasks';
import { COCO_KEYPOINTS } from '../../../models/pose/coco-keypoints';
import type { Prediction } from '../../../models/prediction/prediction';
import { standing } from '../../models/pose/body';

const PICTURE = { width: 640, height: 480 };
const card = { name: 'poses', title: 'Poses', categories: [{ id: 1, name: 'person' }] };

function recording(task: 'pose' | 'detection') {
  const results = new TrackedResults(pageTask(task));
  results.want({ threshold: 0.3, hidden: [] });
  let nowMs = 1000;
  const log = new MotionLog(results, PICTURE, () => nowMs);
  const answer = (prediction: Prediction) => {
    nowMs += 100;
    results.add({ prediction, takenAt: nowMs } as FrameResult, nowMs);
  };
  const files = async () => await Promise.all(log.files('out.mp4', 'out', card, new Date(0)).map((file) => file.text()));
  return { log, results, answer, files };
}

const pose = (x: number, size = PICTURE): Prediction => ({ task: 'pose', ...size, persons: [standing({ x, y: 40, width: 120, height: 400 })] });

describe('MotionLog', () => {
  it('keeps the joints of each answer with its time, once, and none after the end', async () => {
    const { log, results, answer, files } = recording('pose');
    for (const x of [100, 110, 120, 130]) answer(pose(x));
    // What is told for another reason than an answer, and an answer about another picture, are no moments.
    results.pick({});
    answer(pose(140, { width: 480, height: 640 }));
    log.stop();
    answer(pose(150));
    const [json = '', csv = ''] = await files();
    const { images, annotations } = JSON.parse(json) as { readonly images: readonly { readonly time_s: number }[]; readonly annotations: readonly { readonly keypoints: readonly number[]; readonly track_id: number }[] };
    expect(images.map(({ time_s }) => time_s)).toEqual([0.1, 0.2, 0.3, 0.4]);
    // Somebody is shown from the second look on.
    expect(annotations.map(({ track_id }) => track_id)).toEqual([1, 1, 1]);
    for (const { keypoints } of annotations) expect(keypoints).toHaveLength(3 * COCO_KEYPOINTS.names.length);
    expect(csv.split('\r\n')[0]?.split(',').slice(-3)).toEqual(['right_ankle_x', 'right_ankle_y', 'right_ankle_score']);
    expect(csv.trimEnd().split('\r\n')).toHaveLength(4);
  });

  it('has no files of answers without joints', async () => {
    const { answer, files } = recording('detection');
    answer({ task: 'detection', ...PICTURE, detections: [] });
    expect(await files()).toEqual([]);
  });
});
