import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { letterbox } from '../../../../models/frames/frame-placement';
import { classification } from '../../../../models/tasks/classification';
import { formatClassification } from '../../../../training/tasks/classification/format-report';
import { reportClassification } from '../../../../training/tasks/classification/report';

const reference = z.object({
  scores: z.array(z.array(z.number())), labels: z.array(z.int()), top1: z.number(), top5: z.number(), meanClass: z.number(),
  classes: z.array(z.object({ index: z.int(), images: z.int(), top1: z.number(), top5: z.number() })), confusion: z.array(z.array(z.int())),
}).parse(JSON.parse(readFileSync(new URL('../../../fixtures/evaluation/classification.json', import.meta.url), 'utf8')));

const categories = (reference.confusion[0] ?? []).map((_, index) => ({ id: 100 - index, name: `class ${index}` }));

/** As a model answers: what `decode` makes of the scores. */
const answered = reference.scores.map((scores, picture) => {
  const { classes } = classification.decode({ probabilities: Float32Array.from(scores) }, letterbox({ width: 1, height: 1 }, { width: 1, height: 1 }), { categories, scoreThreshold: 0 });
  return { categoryId: categories[reference.labels[picture] ?? -1]?.id ?? NaN, answers: classes.map(({ categoryId }) => categoryId) };
});

describe('reportClassification', () => {
  const report = reportClassification(categories, answered);

  it('has the figures that NumPy has, ties and all', () => {
    expect(report.images).toBe(120);
    for (const name of ['top1', 'top5', 'meanClass'] as const) expect(report[name], name).toBeCloseTo(reference[name], 12);
    expect(report.classes).toHaveLength(7);
    for (const [at, { index, images, top1, top5 }] of reference.classes.entries()) {
      expect(report.classes[at]).toEqual({ name: `class ${index}`, images, top1: expect.closeTo(top1, 12) as number, top5: expect.closeTo(top5, 12) as number });
    }
  });

  it('names what is taken for what, the most frequent first', () => {
    const all = reference.confusion.flatMap((row, label) => row.flatMap((count, taken) => (label === taken || count === 0 ? [] : [{ name: `class ${label}`, taken: `class ${taken}`, count }])));
    const most = all.sort((a, b) => b.count - a.count).slice(0, 20);
    expect(report.confusions.map(({ name, taken, count }) => ({ name, taken, count }))).toEqual(most);
    const [first] = report.confusions;
    expect(first?.share).toBeCloseTo((first?.count ?? NaN) / (report.classes.find(({ name }) => name === first?.name)?.images ?? NaN), 12);
  });

  it('is a text for a terminal', () => {
    const text = formatClassification(report, 'pictures');
    expect(text).toContain('120 pictures, of 7 classes');
    expect(text).toMatch(new RegExp(`^top-1 +${reference.top1.toFixed(3)}$`, 'm'));
    expect(text).toMatch(new RegExp(`^${report.confusions[0]?.name ?? ''} +${report.confusions[0]?.taken ?? ''} +${report.confusions[0]?.count ?? 0} `, 'm'));
  });
});
