import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { iou, type Box } from '../../../models/geometry/box';
import type { Detection } from '../../../models/prediction/prediction';
import { DetectionTracker } from '../../../models/tracking/detection-tracker';
import { Random } from '../../../models/tensor/random';

const PICTURE = { width: 640, height: 480 };
const NAMES: Readonly<Record<number, string>> = { 1: 'person', 17: 'cat', 18: 'dog' };
const thing = (x: number, y = 100, { categoryId = 1, score = 0.8, size = 100 } = {}): Detection => ({ categoryId, label: NAMES[categoryId] ?? '', score, box: { x, y, width: size, height: size } });

/** A tracker fed with answers that come `lateMs` after their frames. */
function follow(lateMs = 0) {
  const tracker = new DetectionTracker();
  return {
    tracker,
    see: (takenAtMs: number, ...detections: Detection[]) =>
      tracker.update({ prediction: { ...PICTURE, detections }, takenAtMs, arrivedAtMs: takenAtMs + lateMs, threshold: 0.5 }),
  };
}

describe('DetectionTracker', () => {
  it('shows a thing once two of three answers are certain of it, exactly as it is', () => {
    const { tracker, see } = follow();
    see(0, thing(10));
    expect(tracker.at(0)).toEqual([]);
    see(100);
    see(200, thing(10));
    expect(tracker.at(200)).toEqual([{ ...thing(10), id: 1, opacity: 1 }]);
  });

  it('never shows what only one of three answers is certain of', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 2, max: 5 }), { minLength: 1, maxLength: 20 }), (gaps) => {
      const { tracker, see } = follow();
      let at = 0;
      for (const gap of gaps) {
        see(100 * at++, thing(10));
        for (let other = 0; other < gap; other++) see(100 * at++, thing(10, 100, { score: 0.45 }));
        expect(tracker.at(100 * at)).toEqual([]);
      }
    }));
  });

  it('does not wait for a second answer where answers are rare', () => {
    const { tracker, see } = follow();
    see(0);
    see(1000, thing(10));
    expect(tracker.at(1000)).toMatchObject([{ id: 1, label: 'person' }]);
  });

  it('never calls a thing less certain than was asked for', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: 0.05, max: 1, noNaN: true }), { maxLength: 30 }), (scores) => {
      const { tracker, see } = follow();
      for (const [step, score] of scores.entries()) {
        see(100 * step, thing(10, 100, { score }));
        for (const shown of tracker.at(100 * step)) expect(shown.score).toBeGreaterThanOrEqual(0.5);
      }
    }));
  });

  it('gives a thing one id and one name whatever single answers call it, while most is said for one', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(17, 18), { minLength: 10, maxLength: 60 }), (names) => {
      const { tracker, see } = follow();
      const shown = new Set<string>();
      // A dog that some answers call a cat, never two in a row.
      for (const [step, name] of names.entries()) {
        const categoryId = step > 2 && name === 17 && names[step - 1] !== 17 ? 17 : 18;
        see(100 * step, thing(10, 100, { categoryId }));
        for (const { id, label } of tracker.at(100 * step)) shown.add(`${id} ${label}`);
      }
      expect([...shown]).toEqual(['1 dog']);
    }));
  });

  it('shows one thing of names that alternate', () => {
    const { tracker, see } = follow();
    for (let step = 0; step < 50; step++) {
      see(100 * step, thing(10, 100, { categoryId: 17 + (step % 2), score: 0.7 }));
      if (step > 0) expect(tracker.at(100 * step)).toMatchObject([{ id: 1, label: 'cat' }]);
    }
  });

  it('sifts anew at once: shows what is certain enough now, hides what is not, and keeps ids', () => {
    const { tracker, see } = follow();
    for (const at of [0, 100]) see(at, thing(10), thing(300, 50, { score: 0.4 }));
    tracker.sift(0.3);
    expect(tracker.at(100)).toMatchObject([{ id: 1, score: 0.8 }, { id: 2, score: 0.4 }]);
    tracker.sift(0.6);
    expect(tracker.at(100)).toMatchObject([{ id: 1 }]);
    tracker.sift(0.9);
    expect(tracker.at(100)).toEqual([]);
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
    for (const at of [0, 50]) see(at, thing(10));
    see(100, thing(12, 100, { score: 0.35 }), thing(400, 100, { score: 0.35 }));
    expect(tracker.at(100)).toMatchObject([{ id: 1, opacity: 1 }]);
  });

  it('bridges a missed answer, fading, and then forgets; what comes back later is new', () => {
    const { tracker, see } = follow();
    for (const at of [-100, 0]) see(at, thing(10));
    see(250);
    const [bridged] = tracker.at(400);
    expect(bridged).toMatchObject({ id: 1 });
    expect(bridged?.opacity).toBeLessThan(1);
    see(500, thing(10));
    expect(tracker.at(500)).toMatchObject([{ id: 1, opacity: 1 }]);
    for (const at of [600, 700, 800, 900, 1000, 1100]) see(at);
    expect(tracker.at(1100)).toEqual([]);
    for (const at of [1200, 1300]) see(at, thing(10));
    expect(tracker.at(1300)).toMatchObject([{ id: 2 }]);
  });

  it('does not change a name for one answer, but for several', () => {
    const { tracker, see } = follow();
    for (let step = 0; step < 5; step++) see(100 * step, thing(10, 100, { categoryId: 17 }));
    see(500, thing(10, 100, { categoryId: 18 }));
    expect(tracker.at(500)).toMatchObject([{ id: 1, label: 'cat', categoryId: 17 }]);
    for (let step = 6; step < 20; step++) see(100 * step, thing(10, 100, { categoryId: 18 }));
    expect(tracker.at(1900)).toMatchObject([{ id: 1, label: 'dog', categoryId: 18 }]);
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
    for (const at of [0, 10]) see(at, thing(10));
    tracker.reset();
    expect(tracker.at(10)).toEqual([]);
    for (const at of [20, 30]) see(at, thing(10));
    expect(tracker.at(30)).toMatchObject([{ id: 2 }]);
  });
});
