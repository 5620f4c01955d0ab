import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

describe('npm run evaluate', () => {
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

  it.each<[string, () => string[], string]>([
    ['no detections', () => ['--annotations', annotations], 'Expected either --model and --images, or --results.'],
    ['a model without pictures', () => ['--annotations', annotations, '--model', 'x'], 'Expected --images <folder>'],
    ['a file that is not there', () => ['--annotations', join(folder, 'gone.json'), '--results', detections], 'gone.json cannot be read'],
    ['a file of another kind', () => ['--annotations', detections, '--results', detections], 'expected an object, given a list of'],
    ['a threshold that is none', () => ['--annotations', annotations, '--results', detections, '--threshold', '2'], 'Expected a number from 0 to 1.'],
  ])('refuses %s', async (_, args, message) => {
    const { status, stderr } = await evaluate(...args());
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});
