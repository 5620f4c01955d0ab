import { describe, expect, it } from 'vitest';
import { iou, type Box } from '../../../../models/geometry/box';
import type { Detection } from '../../../../models/runtime/prediction';
import { DetectionTracker } from '../../../../models/runtime/smoothing/detection-tracker';
import { Random } from '../../../../models/tensor/random';

const PICTURE = { width: 640, height: 480 };
const NAMES: Readonly<Record<number, string>> = { 1: 'person', 17: 'cat', 18: 'dog' };
const thing = (x: number, y = 100, { categoryId = 1, score = 0.8, size = 100 } = {}): Detection => ({ categoryId, label: NAMES[categoryId] ?? '', score, box: { x, y, width: size, height: size } });

/** A tracker fed with answers that come `lateMs` after their frames. */
function follow(lateMs = 0) {
  const tracker = new DetectionTracker();
  return {
    tracker,
    see: (takenAtMs: number, ...detections: Detection[]) =>
      tracker.update({ prediction: { task: 'detection', ...PICTURE, detections }, takenAtMs, arrivedAtMs: takenAtMs + lateMs, threshold: 0.5 }),
  };
}

describe('DetectionTracker', () => {
  it('shows the first answer exactly as it is', () => {
    const { tracker, see } = follow();
    see(0, thing(10), thing(300, 50, { categoryId: 17 }));
    expect(tracker.at(500)).toEqual([{ ...thing(10), id: 1, opacity: 1 }, { ...thing(300, 50, { categoryId: 17 }), id: 2, opacity: 1 }]);
  });

  it('keeps ids while two things of a class cross', () => {
    const { tracker, see } = follow();
    for (let step = 0; step <= 40; step++) see(100 * step, thing(10 + 12 * step, 60), thing(490 - 12 * step, 140));
    const [first, second] = tracker.at(4000).sort((a, b) => a.id - b.id);
    expect(first).toMatchObject({ id: 1 });
    expect(second).toMatchObject({ id: 2 });
    expect(first?.box.x).toBeGreaterThan(450);
    expect(second?.box.x).toBeLessThan(50);
  });

  it('believes a weak answer of what it knows, and none of what it does not', () => {
    const { tracker, see } = follow();
    see(0, thing(10));
    see(100, thing(12, 100, { score: 0.35 }), thing(400, 100, { score: 0.35 }));
    expect(tracker.at(100)).toMatchObject([{ id: 1, opacity: 1 }]);
  });

  it('bridges a missed answer, fading, and then forgets; what comes back later is new', () => {
    const { tracker, see } = follow();
    see(0, thing(10));
    see(250);
    const [bridged] = tracker.at(400);
    expect(bridged).toMatchObject({ id: 1 });
    expect(bridged?.opacity).toBeLessThan(1);
    see(500, thing(10));
    expect(tracker.at(500)).toMatchObject([{ id: 1, opacity: 1 }]);
    for (const at of [600, 700, 800, 900, 1000, 1100]) see(at);
    expect(tracker.at(1100)).toEqual([]);
    see(1200, thing(10));
    expect(tracker.at(1200)).toMatchObject([{ id: 2 }]);
  });

  it('does not change a name for one answer, but for several', () => {
    const { tracker, see } = follow();
    for (let step = 0; step < 5; step++) see(100 * step, thing(10, 100, { categoryId: 17 }));
    see(500, thing(10, 100, { categoryId: 18 }));
    expect(tracker.at(500)).toMatchObject([{ id: 1, label: 'cat', categoryId: 17 }]);
    for (let step = 6; step < 10; step++) see(100 * step, thing(10, 100, { categoryId: 18 }));
    expect(tracker.at(900)).toMatchObject([{ id: 1, label: 'dog', categoryId: 18 }]);
  });

  it('draws closer to where a moving thing is than its late answers, and without jumps', () => {
    const random = new Random(5);
    const [everyMs, lateMs] = [200, 200];
    const { tracker, see } = follow(lateMs);
    const truth = (ms: number): Box => ({ x: 60 + 0.15 * ms, y: 200 + 60 * Math.sin(ms / 600), width: 100, height: 160 });
    const noisy = (box: Box): Box => ({ ...box, x: box.x + 1.5 * random.normal(), y: box.y + 1.5 * random.normal() });
    let [latest, ours, stale, count, longestStep]: [Box, number, number, number, number] = [truth(0), 0, 0, 0, 0];
    let before: Box | undefined;
    for (let ms = 0; ms < 3000; ms += 1000 / 60) {
      const taken = Math.floor(ms / everyMs) * everyMs - lateMs;
      if (taken >= 0 && ms - (taken + lateMs) < 1000 / 60) {
        latest = noisy(truth(taken));
        see(taken, { ...thing(0), box: latest });
      }
      const drawn = tracker.at(ms)[0]?.box;
      if (drawn === undefined || ms < 1000) continue;
      ours += iou(drawn, truth(ms));
      stale += iou(latest, truth(ms));
      count++;
      if (before !== undefined) longestStep = Math.max(longestStep, Math.hypot(drawn.x - before.x, drawn.y - before.y));
      before = drawn;
    }
    expect(ours / count).toBeGreaterThan(0.7);
    expect(ours / count).toBeGreaterThan(stale / count + 0.3);
    // Answer by answer the box would jump by 30 pixels; at 60 Hz the thing itself moves 2.5 to 3.
    expect(longestStep).toBeLessThan(10);
  });

  it('holds still what stands still, however much the detector trembles', () => {
    const random = new Random(6);
    const { tracker, see } = follow(200);
    const places: number[] = [];
    for (let step = 0; step < 60; step++) {
      see(200 * step, thing(200 + 2 * random.normal()));
      if (step > 10) for (let frame = 0; frame < 12; frame++) places.push(tracker.at(200 * (step + 1) + 16 * frame)[0]?.box.x ?? NaN);
    }
    const mean = places.reduce((sum, x) => sum + x, 0) / places.length;
    const spread = Math.sqrt(places.reduce((sum, x) => sum + (x - mean) ** 2, 0) / places.length);
    expect(Math.abs(mean - 200)).toBeLessThan(1);
    expect(spread).toBeLessThan(1.6);
  });

  it('forgets everything when another picture comes, but gives no id twice', () => {
    const { tracker, see } = follow();
    see(0, thing(10));
    tracker.reset();
    expect(tracker.at(0)).toEqual([]);
    see(10, thing(10));
    expect(tracker.at(10)).toMatchObject([{ id: 2 }]);
  });
});
