import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCocoResults } from '../../../training/data/coco-json';

const folder = mkdtempSync(join(tmpdir(), 'fovea-predict-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Starting the engine alone takes seconds, on a busy machine many. */
const TIMEOUT_MS = 300_000;

const predict = (...options: string[]) => new Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }>((resolve) => {
  const child = execFile(process.execPath, ['training/launch.mjs', 'predict', ...options], (_error, stdout, stderr) => resolve({ status: child.exitCode, stdout, stderr }));
});

const scene = join(folder, 'scene_0042.jpg');
const again = join(folder, 'copy', 'scene_0042.jpg');
beforeAll(async () => {
  const background = { r: 60, g: 120, b: 200 };
  const blob = { input: Buffer.from('<svg width="90" height="120"><ellipse cx="45" cy="60" rx="40" ry="55" fill="#d84"/></svg>'), left: 40, top: 20 };
  const picture = await sharp({ create: { width: 240, height: 160, channels: 3, background } }).composite([blob]).jpeg().toBuffer();
  writeFileSync(scene, picture);
  mkdirSync(join(folder, 'copy'));
  writeFileSync(again, picture);
});

describe('npm run predict', () => {
  it('writes COCO results in the file’s pixels and drawings, and goes on after pictures that it cannot read', async () => {
    const broken = join(folder, 'broken.png');
    writeFileSync(broken, 'no picture');
    const json = join(folder, 'new', 'results.json');
    const draw = join(folder, 'drawn');
    const { status, stderr, stdout } = await predict('--model', 'nanodet-plus-coco', '--engine', 'wasm', '--threshold', '0.02', '--json', json, '--draw', draw, scene, broken, again);
    expect(stderr).toMatch(/broken\.png: it cannot be read as a picture/);
    expect(stderr).toMatch(/1 of 3 pictures could not be read/);
    expect(status).toBe(1);
    expect(stdout).toContain('nanodet-plus-coco on wasm');
    const results = await readCocoResults(json);
    expect(results.length).toBeGreaterThan(0);
    const half = results.length / 2;
    expect(results.slice(0, half)).toEqual(results.slice(half));
    for (const { image_id, file_name, bbox: [x, y, width, height], score } of results) {
      expect([image_id, file_name]).toEqual([42, 'scene_0042.jpg']);
      expect(score).toBeGreaterThanOrEqual(0.02);
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(240.01);
      expect(y + height).toBeLessThanOrEqual(160.01);
    }
    expect(readdirSync(draw).sort()).toEqual(['scene_0042-2.jpg', 'scene_0042.jpg']);
    expect(await sharp(join(draw, 'scene_0042.jpg')).metadata()).toMatchObject({ width: 240, height: 160 });
  }, TIMEOUT_MS);

  it('names the best classes with a classifier', async () => {
    const { status, stdout } = await predict('--model', join('public', 'models', 'mobilenet-v2-imagenet'), '--engine', 'wasm', '--threshold', '0', scene);
    expect(status).toBe(0);
    expect(stdout.match(/^ {2}0\.\d\d \S/gm)).toHaveLength(5);
  }, TIMEOUT_MS);

  it.each([
    [['--model', 'nope', 'x.jpg'], /no model 'nope'.*nanodet-plus-coco/],
    [['--model', 'nanodet-plus-coco', '--threshold', '7', 'x.jpg'], /number from 0 to 1/],
  ])('refuses %j with exit code 2', async (options, message) => {
    const { status, stderr } = await predict(...options);
    expect([status, stderr]).toEqual([2, expect.stringMatching(message)]);
  }, TIMEOUT_MS);
});
