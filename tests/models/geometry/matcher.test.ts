import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areaOf, cornersOf, intersect, iou } from '../../../models/geometry/box';
import { BOX_HEAD_MATCHING, IGNORED, matchAnchors, NEGATIVE, POSITIVE, REGION_PROPOSAL_MATCHING } from '../../../models/geometry/matcher';
import { box } from './arbitrary-boxes';

const boxes = fc.array(box, { maxLength: 8 });

describe('matchAnchors', () => {
  it('follows the definition, truth by truth', () => {
    fc.assert(fc.property(boxes, boxes, boxes, fc.constantFrom(REGION_PROPOSAL_MATCHING, BOX_HEAD_MATCHING), (anchors, truths, crowds, options) => {
      const { labels, truths: owners, overlaps } = matchAnchors(cornersOf(anchors), cornersOf(truths), cornersOf(crowds), options);
      const bestOfTruth = truths.map((truth) => Math.max(0, ...anchors.map((anchor) => iou(truth, anchor))));
      for (const [i, anchor] of anchors.entries()) {
        const own = truths.map((truth) => iou(truth, anchor));
        const best = Math.max(0, ...own);
        expect(overlaps[i]).toBeCloseTo(best, 5);
        expect(own[owners[i] ?? NaN] ?? 0).toBeCloseTo(best, 5);
        if (truths.length === 0) expect(owners[i]).toBe(-1);
        // Differences that single precision cannot tell apart decide nothing.
        const near = [options.lowThreshold, options.highThreshold].some((threshold) => Math.abs(best - threshold) < 1e-5);
        const claimed = options.allowLowQualityMatches && own.some((value, t) => value > 0 && value >= (bestOfTruth[t] ?? 0) - 1e-6);
        const covered = crowds.some((crowd) => areaOf(intersect(crowd, anchor)) / areaOf(anchor) >= options.ignoreThreshold);
        if (near) continue;
        const expected = best >= options.highThreshold || claimed ? POSITIVE : covered || best >= options.lowThreshold ? IGNORED : NEGATIVE;
        if (!claimed || labels[i] !== POSITIVE) expect(labels[i]).toBe(expected);
      }
    }));
  });

  it('gives every truth an anchor where low quality is allowed and something overlaps', () => {
    fc.assert(fc.property(fc.array(box, { minLength: 1, maxLength: 8 }), fc.array(box, { minLength: 1, maxLength: 8 }), (anchors, truths) => {
      const { labels } = matchAnchors(cornersOf(anchors), cornersOf(truths), new Float32Array(0), REGION_PROPOSAL_MATCHING);
      for (const truth of truths) {
        const overlapping = anchors.map((anchor) => iou(anchor, truth));
        const best = overlapping.indexOf(Math.max(...overlapping));
        if ((overlapping[best] ?? 0) > 1e-3) expect(anchors.some((_, i) => labels[i] === POSITIVE && (overlapping[i] ?? 0) > 0)).toBe(true);
      }
    }));
  });

  it('calls everything negative when there is no truth, but for what lies in a crowd', () => {
    const anchors = cornersOf([{ x: 0, y: 0, width: 10, height: 10 }, { x: 50, y: 50, width: 10, height: 10 }]);
    const crowd = cornersOf([{ x: 45, y: 45, width: 100, height: 100 }]);
    const { labels } = matchAnchors(anchors, new Float32Array(0), crowd, REGION_PROPOSAL_MATCHING);
    expect([...labels]).toEqual([NEGATIVE, IGNORED]);
  });
});
