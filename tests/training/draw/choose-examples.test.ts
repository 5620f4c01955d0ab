import { expect, it } from 'vitest';
import { chooseExamples, type Look } from '../../../training/draw/choose-examples';

const detection = (label: string, score: number, x = 0) => ({ categoryId: label.length, label, score, box: { x, y: 0, width: 10, height: 10 } });
const look = (clip: string, ...detections: ReturnType<typeof detection>[]): Look => ({ clip, picture: new Uint8Array(), contents: ['person'], prediction: { task: 'detection', width: 100, height: 100, detections } });

it('takes the frame in which most is right and nothing wrong, and one of another clip in which most is wrong', () => {
  const looks = [
    look('a', detection('person', 0.9)), look('a', detection('person', 0.8), detection('person', 0.7, 50)),
    look('a', detection('person', 0.99), detection('person', 0.99, 50), detection('ball', 0.6, 80)),
    look('b', detection('ball', 0.7)), look('b', detection('ball', 0.4), detection('ball', 0.45, 50)),
  ];
  const { hit, miss } = chooseExamples(looks, 0.5);
  expect([hit, miss]).toEqual([expect.objectContaining({ clip: 'a', right: looks[1]?.prediction.detections, wrong: [] }), expect.objectContaining({ clip: 'b', wrong: looks[3]?.prediction.detections })]);
  expect(chooseExamples([look('a')], 0.5)).toEqual({ hit: undefined, miss: undefined });
});
