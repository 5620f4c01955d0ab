import { appendFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readLog, TrainingLog, type LogRecord } from '../../../training/loop/log';
import { renderPlot } from '../../../training/loop/plot';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fovea-log-'));
});
afterEach(() => rm(folder, { recursive: true }));

const record = (step: number): LogRecord => ({ step, losses: { class: 1 / step, box: 0.5 }, learningRate: 0.1, gradientNorm: 2, imagesPerSecond: 8, waitShare: 0.01 });

describe('TrainingLog', () => {
  it('is a JSON object a line, and takes back what will be done again', async () => {
    const path = join(folder, 'log.jsonl');
    const log = await TrainingLog.open(path, 0, () => undefined);
    for (const next of [record(10), record(20), { step: 20, metrics: { AP: 0.1 } }, record(30)]) await log.append(next);
    expect((await readFile(path, 'utf8')).trimEnd().split('\n').map((line) => JSON.parse(line) as unknown)).toEqual(log.records);
    // A crash in the middle of a line.
    await appendFile(path, '{"step":40,"los');
    const again = await TrainingLog.open(path, 20, () => undefined);
    expect(again.records).toEqual([record(10), record(20), { step: 20, metrics: { AP: 0.1 } }]);
    await again.append(record(21));
    expect((await readLog(path)).map(({ step }) => step)).toEqual([10, 20, 20, 21]);
  });

  it('complains once when it cannot be written, and goes on', async () => {
    const path = join(folder, 'log.jsonl');
    const lines: string[] = [];
    const log = await TrainingLog.open(path, 0, (line) => lines.push(line));
    await rm(path);
    await mkdir(path);
    await log.append(record(1));
    await log.append(record(2));
    expect(log.records).toHaveLength(2);
    expect(lines).toEqual([expect.stringContaining('EISDIR')]);
  });
});

/** Whether every element is closed where it must be and no text holds a bare < or &. */
function isWellFormed(xml: string): boolean {
  const open: string[] = [];
  const rest = xml.replace(/<(\/?)(\w+)(?:\s+[\w-]+="[^"<]*")*\s*(\/?)>/g, (_, closing: string, name: string, empty: string) => {
    if (closing === '' && empty === '') open.push(name);
    if (closing !== '' && open.pop() !== name) open.push('closed too early');
    return '';
  });
  return open.length === 0 && !/[<>]|&(?!#\d+;)/.test(rest);
}

describe('renderPlot', () => {
  it('is well-formed SVG with a named curve for each loss and figure, whatever is in the log', () => {
    const full = [...Array.from({ length: 5000 }, (_, i) => record(i + 1)), { step: 5000, metrics: { 'AP<50>': 0.3 } }];
    const svg = renderPlot(full);
    expect(isWellFormed(svg)).toBe(true);
    for (const text of ['total 0.500', 'class 0.000', 'box 0.500', 'AP&#60;50&#62; 0.300']) expect(svg).toContain(text);
    expect(svg.length).toBeLessThan(100_000);
    for (const records of [[], [record(1)], [{ step: 3, metrics: { AP: 0 } }]]) {
      expect(isWellFormed(renderPlot(records))).toBe(true);
      expect(renderPlot(records)).not.toMatch(/NaN|Infinity/);
    }
  });
});
