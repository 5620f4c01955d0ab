import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'fovea-export-command-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Starting Node alone takes seconds on a busy machine. */
const TIMEOUT_MS = 300_000;

const run = (...args: string[]) => new Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }>((resolve) => {
  const child = execFile(process.execPath, ['training/launch.mjs', ...args], (_error, stdout, stderr) => resolve({ status: child.exitCode, stdout, stderr }));
});

describe('npm run export', () => {
  it('writes ONNX for another size of the input', async () => {
    const out = join(folder, 'new', 'onnx');
    const { status, stdout } = await run('export', 'nanodet-plus-coco', '--format', 'onnx', '--size', '256', '--out', out);
    expect([status, stdout]).toEqual([0, expect.stringContaining('nanodet-plus-coco.onnx')]);
    const bytes = readFileSync(join(out, 'nanodet-plus-coco.onnx'));
    expect(bytes.subarray(0, 2)).toEqual(Buffer.from([8, 8])); // field 1, IR version 8
    expect(bytes.includes('fit into 256 x 256')).toBe(true);
    expect(stdout).toMatch(/^Input image: float32 \[1, 3, 256, 256\]\. RGB/m);
    expect(stdout).toMatch(/^Output boxes: float32 \[detections, 4\]\. x1 y1 x2 y2/m);
    expect(stdout).toMatch(/score below 0\.\d+/);
  }, TIMEOUT_MS);

  it('writes a graph model in shards of 4 MB', async () => {
    const out = join(folder, 'tfjs');
    expect((await run('export', 'mobilenet-v2-imagenet', '--format', 'tfjs', '--out', out)).status).toBe(0);
    const shards = readdirSync(out).filter((file) => file.endsWith('.bin'));
    expect(readdirSync(out)).toContain('model.json');
    expect(shards.length).toBeGreaterThan(1);
    for (const shard of shards) expect(statSync(join(out, shard)).size).toBeLessThanOrEqual(4 << 20);

    const { status, stderr } = await run('export', 'nanodet-plus-coco', '--format', 'tfjs', '--out', out);
    expect([status, stderr]).toEqual([2, expect.stringContaining(`${out} holds the graph model 'mobilenet-v2-imagenet'`)]);
  }, TIMEOUT_MS);

  it('takes away what an export of the same model has left', async () => {
    const out = join(folder, 'again');
    mkdirSync(out);
    writeFileSync(join(out, 'stale.bin'), '');
    writeFileSync(join(out, 'notes.txt'), '');
    writeFileSync(join(out, 'model.json'), JSON.stringify({ userDefinedMetadata: { model: 'nanodet-plus-coco' }, weightsManifest: [{ paths: ['stale.bin'] }] }));
    expect((await run('export', 'nanodet-plus-coco', '--format', 'tfjs', '--out', out)).status).toBe(0);
    expect(readdirSync(out).filter((file) => !file.startsWith('group1'))).toEqual(['model.json', 'notes.txt']);
  }, TIMEOUT_MS);

  it.each([
    [['export', 'nanodet-plus-coco', '--format', 'onnx', '--out', 'package.json'], /^Cannot write to package\.json: file already exists\.$/m],
    [['export', 'nanodet-plus-coco', '--format', 'caffe'], /Allowed choices are onnx, tfjs/],
    [['export', 'nanodet-plus-coco'], /required option '--format <name>'/],
    [['export', 'nope', '--format', 'onnx'], /no model 'nope'/],
    [['inspect', 'nope'], /no model 'nope'/],
    [['inspect', 'mobilenet-v2-imagenet', '--size', '100'], /serves 224/],
  ])('refuses %j with exit code 2', async (args, message) => {
    const { status, stderr } = await run(...args);
    expect([status, stderr]).toEqual([2, expect.stringMatching(message)]);
  }, TIMEOUT_MS);
});

it('ends without a word when nobody reads on', async () => {
  // `true` is gone long before the first line is printed.
  const stderr = await new Promise<string>((resolve) => {
    execFile('sh', ['-c', `'${process.execPath}' training/launch.mjs inspect --help | true`], (_error, _stdout, printed) => resolve(printed));
  });
  expect(stderr).toBe('');
}, TIMEOUT_MS);

it('npm run inspect prints a model layer by layer with times and totals', async () => {
  const { status, stdout } = await run('inspect', 'mobilenet-v2-imagenet', '--engine', 'wasm');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^mobilenet-v2-imagenet, one picture of 224 x 224, on wasm/);
  expect(stdout).toMatch(/^block3\/depthwise +FusedDepthwiseConv2D +1x28x28x144 .* ms .* %/m);
  expect(stdout).toMatch(/^total +66 nodes +3.49 M +301 M .* 100.0 %/m);
}, TIMEOUT_MS);
