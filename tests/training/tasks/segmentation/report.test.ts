import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { overlapOf, type Overlap } from '../../../../training/tasks/segmentation/overlap';
import { formatSegmentation, reportSegmentation } from '../../../../training/tasks/segmentation/report';

const reference = JSON.parse(readFileSync('tests/fixtures/evaluation/segmentation.json', 'utf8')) as {
  readonly pictures: readonly { readonly found: readonly string[]; readonly there: readonly string[]; readonly overlap: Overlap }[];
  readonly iou: number;
  readonly pictureIou: number;
  readonly boundaryIou: number;
};
const pixels = (rows: readonly string[]) => Uint8Array.from(rows.join(''), (pixel) => Number(pixel === '#'));

describe('reportSegmentation', () => {
  const overlaps = reference.pictures.map(({ found, there }) => overlapOf(pixels(found), pixels(there), { width: found[0]?.length ?? 0, height: found.length }));

  it('counts the pixels that NumPy counts, of masks and of the bands along their edges', () => {
    expect(overlaps).toEqual(reference.pictures.map(({ overlap }) => overlap));
  });

  it('makes NumPy’s figures of them; a picture without the class counts by what was found there', () => {
    const seen = overlaps.map((overlap, index) => ({ overlaps: [overlap], shows: [reference.pictures[index]?.there.some((row) => row.includes('#')) === true] }));
    const report = reportSegmentation(['person'], seen);
    expect(report).toMatchObject({ images: 4, classes: [{ name: 'person', images: 3 }] });
    for (const figure of ['iou', 'pictureIou', 'boundaryIou'] as const) expect(report.classes[0]?.[figure]).toBeCloseTo(reference[figure], 12);
    expect(formatSegmentation(report)).toContain(reference.iou.toFixed(3));
  });

  it('has no figure where there is nothing', () => {
    const nothing = { intersection: 0, union: 0, boundaryIntersection: 0, boundaryUnion: 0 };
    expect(reportSegmentation(['cat'], [{ overlaps: [nothing], shows: [false] }]).classes).toEqual([{ name: 'cat', images: 0, iou: null, pictureIou: null, boundaryIou: null }]);
  });
});
