import { spawn } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseEvaluation } from '../../../models/artifact/evaluation';
import { parseCard } from '../../../models/artifact/load-card';
import { readFixture } from '../evaluation/fixtures';

const launcher = fileURLToPath(new URL('../../../training/launch.mjs', import.meta.url));

function evaluate(...args: readonly string[]): Promise<{ status: number | null; stdout: string; stderr: string }> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [launcher, 'evaluate', ...args]);
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', failed).on('close', (status) => done({ status, stdout, stderr }));
  });
}

// Each run starts a process, which takes long on a busy machine.
describe('npm run evaluate', { timeout: 180_000 }, () => {
  const { groundTruth, results, expected } = readFixture('street');
  let folder = '';
  let annotations = '';
  let detections = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'evaluate-'));
    annotations = join(folder, 'annotations.json');
    detections = join(folder, 'detections.json');
    writeFileSync(annotations, JSON.stringify(groundTruth));
    writeFileSync(detections, JSON.stringify(results));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('measures detections of a file, and writes figures and detections', async () => {
    const [report, kept] = [join(folder, 'made', 'report.json'), join(folder, 'kept.json')];
    const { status, stdout, stderr } = await evaluate('--annotations', annotations, '--results', detections, '--report', report, '--json', kept);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toMatch(new RegExp(`^AP50 +${(expected.summary.ap50 ?? 0).toFixed(3)}$`, 'm'));
    const figures = JSON.parse(readFileSync(report, 'utf8')) as { command: string; scopes: { summary: Record<string, number> }[] };
    expect(figures.command).toContain('npm run evaluate -- --annotations');
    expect(figures.scopes[0]?.summary.ap).toBeCloseTo(expected.summary.ap ?? NaN, 6);
    expect(JSON.parse(readFileSync(kept, 'utf8'))).toEqual(results);
  });

  it('looks at a part: the first pictures, the surest detections', async () => {
    const { status, stdout } = await evaluate('--annotations', annotations, '--results', detections, '--limit', '5', '--threshold', '0.9');
    expect(status).toBe(0);
    const ids = new Set(groundTruth.images.slice(0, 5).map(({ id }) => id));
    const count = results.filter(({ image_id, score }) => ids.has(image_id) && score >= 0.9).length;
    expect(stdout).toContain(`5 images, `);
    expect(stdout).toContain(` ${count} detections`);
  });

  it('judges what cannot be as pycocotools does, and tells it behind the figures', async () => {
    const odd = readFixture('odd');
    const [truth, found, report] = ['odd.json', 'odd-results.json', 'odd-report.json'].map((name) => join(folder, name)) as [string, string, string];
    writeFileSync(truth, JSON.stringify({ ...odd.groundTruth, annotations: [...odd.groundTruth.annotations, { id: 0, image_id: 0, category_id: 0, bbox: [] }] }));
    writeFileSync(found, JSON.stringify([...odd.results, { image_id: -1, category_id: 1, bbox: [0, 0, 1, 1], score: 1 }]));
    const { status, stderr } = await evaluate('--annotations', truth, '--results', found, '--report', report);
    expect(status).toBe(0);
    expect(stderr).toMatch(/^\nOdd in what was read:\n1 x bad annotation: .*\n\d+ x odd result: result 1, /);
    expect(stderr).toMatch(/\n1 x unknown image: .*\n$/s);
    const figures = JSON.parse(readFileSync(report, 'utf8')) as { scopes: { summary: Record<string, number> }[] };
    for (const [name, value] of Object.entries(odd.expected.summary)) expect(figures.scopes[0]?.summary[name], name).toBeCloseTo(value, 6);
  });

  it('refuses what it cannot do, with one sentence and exit code 2', async () => {
    const [none, modelAlone, recordAlone, missing] = await Promise.all([
      evaluate('--annotations', annotations),
      evaluate('--annotations', annotations, '--model', 'x'),
      evaluate('--annotations', annotations, '--results', detections, '--record'),
      evaluate('--annotations', join(folder, 'gone.json'), '--results', detections),
    ]);
    expect(none).toEqual({ status: 2, stdout: '', stderr: 'Expected either --model and --images, or --results.\n' });
    expect(modelAlone).toMatchObject({ status: 2, stderr: 'Expected --images <folder>: where the pictures of the annotations lie.\n' });
    expect(recordAlone).toMatchObject({ status: 2, stdout: '', stderr: 'Expected --model and --images or --data with --record: figures are kept beside a card.\n' });
    expect(missing.status).toBe(2);
    expect(missing.stderr).toContain('gone.json cannot be read');
  });
});

describe('npm run evaluate of a classifier', { timeout: 180_000 }, () => {
  const shipped = fileURLToPath(new URL('../../../public/models/mobilenet-v2-imagenet', import.meta.url));
  const bottles = fileURLToPath(new URL('../../fixtures/pictures/bottles.webp', import.meta.url));
  let folder = '';
  let [model, data] = ['', ''];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'evaluate-classes-'));
    [model, data] = [join(folder, 'model'), join(folder, 'set', 'val')];
    cpSync(shipped, model, { recursive: true });
    // What the pictures show, and what they do not: a class that is never right.
    for (const name of ['wine bottle', '0']) {
      mkdirSync(join(data, name), { recursive: true });
      copyFileSync(bottles, join(data, name, 'bottles.webp'));
    }
    writeFileSync(join(data, '0', 'broken.jpg'), 'no picture');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('names the pictures of a folder, and keeps the figures beside the card and on it', async () => {
    const json = join(folder, 'results.json');
    const { status, stdout, stderr } = await evaluate(model, '--data', data, '--engine', 'wasm', '--json', json);
    expect(stderr).toMatch(/Left out of the evaluation:\n1 x broken picture: .*broken\.jpg/);
    expect(status).toBe(1);
    expect(stdout).toContain('2 pictures, of 2 classes');
    const first = (JSON.parse(readFileSync(json, 'utf8')) as { category_id: number }[])[0]?.category_id;
    const { categories } = parseCard(readFileSync(join(model, 'card.json'), 'utf8'));
    expect(stdout).toMatch(new RegExp(`^tench, Tinca tinca +${categories.find(({ id }) => id === first)?.name ?? '?'} +1 +100 %$`, 'm'));

    const refused = await evaluate(model, '--data', data, '--engine', 'wasm', '--record');
    expect(refused).toMatchObject({ status: 2 });
    expect(refused.stderr).toContain('Nothing is kept: 2 of the 3 pictures were seen.');
    rmSync(join(data, '0', 'broken.jpg'));
    expect(await evaluate(model, '--data', data, '--engine', 'wasm', '--record')).toMatchObject({ status: 0 });
    const { records: [record] } = parseEvaluation('classification', JSON.parse(readFileSync(join(model, 'evaluation.json'), 'utf8')));
    expect(record).toMatchObject({ of: 'pictures', annotations: 'set/val', images: 2, command: 'npm run evaluate -- --model mobilenet-v2-imagenet --data set/val' });
    const { metrics } = parseCard(readFileSync(join(model, 'card.json'), 'utf8'));
    expect(metrics.slice(0, 3).map(({ name, value, scope }) => [name, value, scope])).toEqual(
      [['top-1', record?.top1], ['top-5', record?.top5], ["mean of the classes' top-1", record?.meanClass]].map((metric) => [...metric, '2 of 1000 classes']));
  });

  it('refuses what is not for a classifier, or a detector, with one sentence and exit code 2', async () => {
    mkdirSync(join(folder, 'odd', 'unheard of'), { recursive: true });
    copyFileSync(bottles, join(folder, 'odd', 'unheard of', 'bottles.webp'));
    const [nothing, unknown, threshold, detector] = await Promise.all([
      evaluate(model),
      evaluate(model, '--data', join(folder, 'odd')),
      evaluate(model, '--data', data, '--threshold', '0.5'),
      evaluate('nanodet-plus-coco', '--data', data),
    ]);
    expect(nothing).toMatchObject({ status: 2, stderr: expect.stringContaining('either --data <folder> with one folder a class, or --annotations and --images') as string });
    expect(unknown).toMatchObject({ status: 2, stderr: expect.stringMatching(/1 of the 1 folders in .*: unheard of\. Expected a name or an id of: tench, Tinca tinca \(0\),.* and 980 more\./) as string });
    expect(threshold).toMatchObject({ status: 2, stderr: expect.stringContaining('--threshold') as string });
    expect(detector).toMatchObject({ status: 2, stderr: expect.stringContaining('--annotations and --images for a detector') as string });
  });
});
