import { describe, expect, it } from 'vitest';
import { FrameResults } from '../../../app/captures/frame-results';

const card = { name: 'finder', title: 'Finder', categories: [{ id: 1, name: 'person' }, { id: 44, name: 'a "bottle", green' }] };
const seen = (trackId: number, category_id: number, label: string) => ({ trackId, category_id, label, score: 0.87654, bbox: [1.234, 2, 10, 20] as const });
const texts = async (results: FrameResults) => await Promise.all(results.files('out', card, new Date(0)).map((file) => file.text()));

describe('the results of a whole file', () => {
  it('are COCO\'s, with the number and the time of each frame and the track of each annotation, and the same as CSV', async () => {
    const results = new FrameResults('clip.mp4', { width: 480, height: 270 });
    results.add({ timeS: 0, records: [seen(7, 1, 'person')] });
    results.add({ timeS: 1 / 30, records: [] });
    results.add({ timeS: 2 / 30, records: [seen(7, 1, 'person'), seen(8, 44, 'a "bottle", green')] });
    const [json = '', csv = ''] = await texts(results);
    const parsed = JSON.parse(json) as Record<'images' | 'annotations' | 'categories', readonly unknown[]>;
    expect(parsed.images).toEqual([0, 0.0333, 0.0667].map((time_s, frame) => ({ id: frame + 1, file_name: 'clip.mp4', width: 480, height: 270, frame, time_s })));
    expect(parsed.annotations.map((annotation) => Object.entries(annotation as object).filter(([key]) => ['id', 'image_id', 'track_id'].includes(key)).map(([, value]) => value as number))).toEqual([[1, 1, 7], [2, 3, 7], [3, 3, 8]]);
    expect(parsed.annotations[0]).toEqual({ id: 1, image_id: 1, category_id: 1, track_id: 7, bbox: [1.23, 2, 10, 20], area: 200, iscrowd: 0, score: 0.8765 });
    expect(parsed.categories).toEqual(card.categories);
    expect(csv.split('\r\n')).toEqual([
      'frame,time_s,track_id,category_id,label,score,x,y,width,height',
      '0,0,7,1,person,0.8765,1.23,2,10,20',
      '2,0.0667,7,1,person,0.8765,1.23,2,10,20',
      '2,0.0667,8,44,"a ""bottle"", green",0.8765,1.23,2,10,20',
      '',
    ]);
    expect([results.frameCount, results.trackCount, results.answerCount]).toEqual([3, 2, 3]);
  });

  it('have joints where bodies are seen: as COCO keeps keypoints, and a column for each number of each', async () => {
    const results = new FrameResults('clip.mp4', { width: 480, height: 270 }, { names: ['nose', 'left_eye'], skeleton: [[0, 1]] });
    results.add({ timeS: 0.5, records: [{ ...seen(3, 1, 'person'), keypoints: [10.5, 20, 0.9, 30, 40.25, 0.125] }] });
    const [json = '', csv = ''] = await texts(results);
    const { annotations, categories } = JSON.parse(json) as { readonly annotations: readonly unknown[]; readonly categories: readonly unknown[] };
    expect(annotations).toEqual([expect.objectContaining({ track_id: 3, keypoints: [10.5, 20, 0.9, 30, 40.25, 0.125] })]);
    // COCO counts a skeleton's joints from one.
    expect(categories[0]).toEqual({ id: 1, name: 'person', keypoints: ['nose', 'left_eye'], skeleton: [[1, 2]] });
    expect(csv.split('\r\n')).toEqual([
      'frame,time_s,track_id,category_id,label,score,x,y,width,height,nose_x,nose_y,nose_score,left_eye_x,left_eye_y,left_eye_score',
      '0,0.5,3,1,person,0.8765,1.23,2,10,20,10.5,20,0.9,30,40.25,0.125',
      '',
    ]);
  });

  it('have no tracks where nothing is followed', async () => {
    const results = new FrameResults('clip.mp4', { width: 480, height: 270 });
    results.add({ timeS: 0, records: [{ category_id: 44, label: 'bottle', score: 0.5, bbox: [0, 0, 480, 270] }] });
    const [json = '', csv = ''] = await texts(results);
    expect((JSON.parse(json) as { readonly annotations: readonly unknown[] }).annotations).toEqual([{ id: 1, image_id: 1, category_id: 44, bbox: [0, 0, 480, 270], area: 480 * 270, iscrowd: 0, score: 0.5 }]);
    expect(csv.split('\r\n')[1]).toBe('0,0,,44,bottle,0.5,0,0,480,270');
    expect(results.trackCount).toBe(0);
  });

  it('are whole also of a long file', async () => {
    const results = new FrameResults('clip.mp4', { width: 4, height: 4 });
    for (let frame = 0; frame < 1201; frame++) results.add({ timeS: frame / 25, records: [seen(1, 1, 'person')] });
    const [json = '', csv = ''] = await texts(results);
    const { images, annotations } = JSON.parse(json) as Record<'images' | 'annotations', readonly unknown[]>;
    expect([images.length, annotations.length, csv.split('\r\n').length]).toEqual([1201, 1201, 1203]);
  });
});
