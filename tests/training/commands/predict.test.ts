import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCocoResults } from '../../../training/data/sources/coco/coco-json';
import { ort } from '../../models/graph/onnx/onnxruntime';

const folder = mkdtempSync(join(tmpdir(), 'fovea-predict-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Starting the engine alone takes seconds, on a busy machine many. */
const TIMEOUT_MS = 300_000;

const predict = (...options: string[]) => predictListed('', ...options);
const predictListed = (input: string, ...options: string[]) => new Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }>((resolve) => {
  const child = execFile(process.execPath, ['training/launch.mjs', 'predict', ...options], { maxBuffer: 2 ** 26 }, (_error, stdout, stderr) => resolve({ status: child.exitCode, stdout, stderr }));
  child.stdin?.end(input);
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
  it('finds the poses of persons in annotated boxes, or in those of the detector, and writes COCO keypoints and skeletons', async () => {
    const picture = 'tests/fixtures/pictures/people.webp';
    const { width, height } = await sharp(picture).metadata();
    const boxes = join(folder, 'boxes.json');
    const bbox = [width / 4, height / 4, width / 4, height / 2];
    writeFileSync(boxes, JSON.stringify({ images: [{ id: 5, file_name: 'set/people.webp', width, height }], annotations: [{ id: 1, image_id: 5, category_id: 3, bbox, area: 9, iscrowd: 0 }], categories: [{ id: 3, name: 'person' }] }));
    const json = join(folder, 'poses.json');
    const given = await predict('--model', 'tiny-pose-coco', '--engine', 'wasm', '--threshold', '0', '--boxes', boxes, '--json', json, picture);
    expect([given.status, given.stderr]).toEqual([0, '']);
    const [pose, ...others] = await readCocoResults(json);
    expect(others).toEqual([]);
    expect(pose?.keypoints).toHaveLength(51);
    pose?.bbox.forEach((value, index) => expect(value).toBeCloseTo(bbox[index] ?? NaN, 1));

    const found = await predict('--model', 'tiny-pose-coco', '--engine', 'wasm', '--flip', '--json', json, '--draw', join(folder, 'skeletons'), picture);
    expect([found.status, found.stderr]).toEqual([0, '']);
    const persons = await readCocoResults(json);
    expect(persons.length).toBeGreaterThan(1);
    for (const { bbox: [x, y, w, h], keypoints = [] } of persons) {
      // The nose of whoever the detector has found lies in the box.
      const [noseX = NaN, noseY = NaN] = keypoints;
      expect(noseX > x && noseX < x + w && noseY > y && noseY < y + h).toBe(true);
    }
    expect(readFileSync(join(folder, 'skeletons', 'people.jpg')).length).toBeGreaterThan(10_000);
  }, TIMEOUT_MS);

  it('writes COCO results in the file’s pixels and drawings, each picture’s own, whatever lies between the pictures', async () => {
    const whole = readFileSync(scene);
    const bad = {
      'broken.png': 'no picture',
      'red\u001b[31m.jpg': whole.subarray(0, whole.length / 2),
      'drawing.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    };
    for (const [name, content] of Object.entries(bad)) writeFileSync(join(folder, name), content);
    const pipes = process.platform === 'win32' ? [] : [join(folder, 'pipe.jpg')];
    for (const pipe of pipes) execFileSync('mkfifo', [pipe]);
    // Three bytes that do not belong: a decoder warns and goes on.
    const odd = join(folder, 'odd.jpg');
    const frameHeader = whole.indexOf(Buffer.from([0xff, 0xc0]));
    writeFileSync(odd, Buffer.concat([whole.subarray(0, frameHeader), Buffer.from([0x11, 0x22, 0x33]), whole.subarray(frameHeader)]));
    await expect(sharp(odd).stats()).rejects.toThrow(/extraneous/);
    const json = join(folder, 'new', 'results.json');
    const draw = join(folder, 'drawn');
    const given = [scene, ...Object.keys(bad).map((name) => join(folder, name)), ...pipes, odd, again];
    const { status, stderr, stdout } = await predict('--model', 'nanodet-plus-coco', '--engine', 'wasm', '--threshold', '0.02', '--json', json, '--draw', draw, ...given);
    expect(stderr).toMatch(/broken\.png: it cannot be read as a picture: it begins as no picture does/);
    expect(stderr).toMatch(/red\\x1b\[31m\.jpg: it cannot be read as a picture: this JPEG is cut off/);
    expect(stderr).toMatch(/drawing\.svg: it cannot be read as a picture: it is an SVG drawing/);
    if (pipes.length > 0) expect(stderr).toMatch(/pipe\.jpg: it cannot be read as a picture: it is a pipe/);
    expect(stderr).toContain(`${3 + pipes.length} of ${6 + pipes.length} pictures could not be read`);
    expect(status).toBe(1);
    expect(stdout).toContain('nanodet-plus-coco on wasm');
    expect(stdout + stderr).not.toContain('\u001b');
    const results = await readCocoResults(json);
    const seenIn = (name: string) => results.filter(({ file_name }) => file_name === name).map(({ bbox, score }) => [bbox, score]);
    expect(seenIn('scene_0042.jpg').length).toBeGreaterThan(0);
    expect(seenIn('copy/scene_0042.jpg')).toEqual(seenIn('scene_0042.jpg'));
    expect(seenIn('odd.jpg')).toEqual(seenIn('scene_0042.jpg'));
    for (const { image_id, file_name, bbox: [x, y, width, height], score } of results) {
      expect(image_id).toEqual(file_name);
      expect(score).toBeGreaterThanOrEqual(0.02);
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(240.01);
      expect(y + height).toBeLessThanOrEqual(160.01);
    }
    for (const name of ['scene_0042.jpg', 'copy/scene_0042.jpg', 'odd.jpg']) {
      expect(await sharp(join(draw, name)).metadata(), name).toMatchObject({ width: 240, height: 160 });
    }
  }, TIMEOUT_MS);

  it('looks at the pictures of a folder, and at those that its input names', async () => {
    const { status, stdout } = await predictListed(`${scene}\n`, '--model', 'nanodet-plus-coco', '--engine', 'wasm', '-', join(folder, 'copy'));
    expect(status).toBe(0);
    expect(stdout.match(/^.*scene_0042\.jpg \(240 x 160/gm)).toHaveLength(2);
  }, TIMEOUT_MS);

  it.skipIf(ort === undefined)('takes 60 KB of names on the native engine (skipped where onnxruntime-node is not installed)', async () => {
    const missing = Array.from({ length: 1000 }, (_, index) => join(folder, `not-there-${String(index).padStart(30, '0')}.jpg`));
    const { status, stdout, stderr } = await predict('--model', 'nanodet-plus-coco', '--engine', 'onnxruntime', ...missing, scene);
    expect(stdout).toContain('scene_0042.jpg (240 x 160');
    expect(stderr).toContain('1000 of 1001 pictures could not be read');
    expect(status).toBe(1);
  }, TIMEOUT_MS);

  it('names the best classes with a classifier', async () => {
    const { status, stdout } = await predict('--model', join('public', 'models', 'mobilenet-v2-imagenet'), '--engine', 'wasm', '--threshold', '0', scene);
    expect(status).toBe(0);
    expect(stdout.match(/^ {2}0\.\d\d \S/gm)).toHaveLength(5);
  }, TIMEOUT_MS);

  it('paints in the style that is asked for, and says which there are', async () => {
    const draw = join(folder, 'painted');
    const { status, stdout } = await predict('--model', 'paintings', '--size', '192', '--engine', 'wasm', '--style', 'great wave', '--draw', draw, scene);
    expect(status).toBe(0);
    expect(stdout).toContain('288 x 192 pixels as 100 % The Great Wave off Kanagawa, Katsushika Hokusai');
    expect(await sharp(join(draw, 'scene_0042.jpg')).metadata()).toMatchObject({ width: 240, height: 160 });
    const refused = await predict('--model', 'paintings', '--style', 'mona lisa', scene);
    expect(refused.stderr).toMatch(/'paintings' has no style 'mona lisa'; it has .*The Starry Night/);
    expect(refused.status).toBe(2);
  }, TIMEOUT_MS);

  it.each([
    [['--model', 'nope', 'x.jpg'], /no model 'nope'.*nanodet-plus-coco/],
    [['--model', 'nanodet-plus-coco', '--threshold', '7', 'x.jpg'], /number from 0 to 1/],
  ])('refuses %j with exit code 2', async (options, message) => {
    const { status, stderr } = await predict(...options);
    expect([status, stderr]).toEqual([2, expect.stringMatching(message)]);
  }, TIMEOUT_MS);
});
