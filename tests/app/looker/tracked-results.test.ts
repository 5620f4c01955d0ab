import { describe, expect, it } from 'vitest';
import { NONE_DROPPED, type FrameResult } from '../../../app/looker/messages';
import { TrackedResults } from '../../../app/looker/tracked-results';
import { detection } from '../../../app/tasks/detection';
import type { Detection } from '../../../models/prediction/prediction';

const person: Detection = { categoryId: 1, label: 'person', score: 0.8, box: { x: 10, y: 10, width: 100, height: 100 } };
const cat: Detection = { categoryId: 17, label: 'cat', score: 0.7, box: { x: 300, y: 10, width: 100, height: 100 } };
const sight = (takenAt: number, ...detections: Detection[]): FrameResult => ({
  prediction: { task: 'detection', width: 640, height: 480, detections }, takenAt,
  timings: { prepare: 0, forward: 0, read: 0, decode: 0 }, waitedMs: 0, memory: { tensors: 0, bytes: 0 }, dropped: NONE_DROPPED,
});
const labels = (things: readonly Detection[]) => things.map(({ label }) => label);

const results = () => new TrackedResults(detection);

function twice() {
  const seen = results();
  for (const at of [0, 100]) seen.add(sight(at, person, cat), at);
  return seen;
}

describe('TrackedResults', () => {
  it('shows what moves after a second look, and what stands still at once', () => {
    const seen = results();
    seen.add(sight(0, person, cat), 0);
    expect(seen.at(0)).toEqual([]);
    seen.add(sight(100, person, cat), 100);
    expect(labels(seen.at(100))).toEqual(['person', 'cat']);

    const still = results();
    still.standStill(true);
    still.add(sight(0, person, cat, { ...cat, score: 0.3, box: person.box }), 0);
    expect(labels(still.at(0))).toEqual(['person', 'cat']);
  });

  it('shows one class alone, and knows the others still', () => {
    const seen = twice();
    seen.pick({ only: 17 });
    expect(labels(seen.at(100))).toEqual(['cat']);
    expect(labels(seen.wantedAt(100))).toEqual(['person', 'cat']);
    seen.pick({ only: undefined });
    expect(labels(seen.at(100))).toEqual(['person', 'cat']);
  });

  it('hides one thing and not its class, until there is another picture', () => {
    const seen = twice();
    const [first] = seen.at(100);
    seen.pick({ hidden: [first?.id ?? 0] });
    expect(labels(seen.at(100))).toEqual(['cat']);
    seen.forget();
    for (const at of [200, 300]) seen.add(sight(at, person), at);
    expect(labels(seen.at(300))).toEqual(['person']);
  });

  it('follows another certainty at once', () => {
    const seen = twice();
    seen.want({ threshold: 0.75, hidden: [] });
    expect(labels(seen.at(100))).toEqual(['person']);
    seen.want({ threshold: 0.6, hidden: [1] });
    expect(labels(seen.at(100))).toEqual(['cat']);
  });
});
