import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCocoDataset, parseCocoResults } from '../../../training/data/sources/coco/coco-json';
import { evaluate } from '../../../training/evaluation/coco/coco';
import { KEYPOINT_PROTOCOL } from '../../../training/evaluation/keypoint-protocol';

/** See make-keypoint-fixture.py. */
const fixture = JSON.parse(readFileSync('tests/fixtures/evaluation/keypoints.json', 'utf8')) as { groundTruth: unknown; results: unknown; summary: Record<string, number> };

describe('OKS AP', () => {
  it('equals pycocotools’ in every figure', () => {
    const { summary } = evaluate(KEYPOINT_PROTOCOL, parseCocoDataset(fixture.groundTruth), parseCocoResults(fixture.results));
    expect(Object.keys(summary)).toEqual(Object.keys(fixture.summary));
    for (const [name, value] of Object.entries(summary)) expect(Math.abs(value - (fixture.summary[name] ?? NaN)), name).toBeLessThan(1e-6);
  });
});
