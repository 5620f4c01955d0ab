import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { DetectionPrediction } from '../../../models/prediction/prediction';
import { InvalidInputError } from '../../../models/errors';
import { clipFrames } from '../../../training/experiments/clip-frames';
import { measureStability, showingAtOnce } from '../../../training/experiments/stability';

const person = (score: number) => ({ box: { x: 10, y: 10, width: 40, height: 80 }, score, categoryId: 1, label: 'person' });
const frame = (...detections: DetectionPrediction['detections'][number][]): DetectionPrediction => ({ task: 'detection', width: 100, height: 100, detections });

const THRESHOLDS = { shownFrom: 0.5, foundFrom: 0.3 };
const repeated = (count: number, ...detections: Parameters<typeof frame>) => Array.from({ length: count }, () => frame(...detections));
const clip = (predictions: readonly DetectionPrediction[]) => ({ predictions, framesPerSecond: 10, contents: ['person'] });

describe('measureStability', () => {
  it('finds nothing to complain of in a thing that stays, but that it is shown after a second look', () => {
    expect(measureStability(clip(repeated(20, person(0.8))), THRESHOLDS)).toEqual({
      seconds: 2, things: 0.95, changesPerMinute: 30, renamesPerMinute: 0, falsePerMinute: 0, falseShare: 0, shownShare: 0.95, delayMs: 100,
    });
    expect(measureStability(clip(repeated(20, person(0.8))), THRESHOLDS, showingAtOnce())).toMatchObject({ things: 1, changesPerMinute: 0, shownShare: 1, delayMs: 0 });
  });

  it('counts what is missed though it is found', () => {
    const { shownShare } = measureStability(clip([...repeated(10, person(0.4)), ...repeated(10, person(0.8))]), THRESHOLDS);
    expect(shownShare).toBeCloseTo(9 / 20, 9);
  });

  it('counts what is shown under a name of which there is nothing', () => {
    const dog = { box: { x: 60, y: 10, width: 30, height: 30 }, score: 0.9, categoryId: 18, label: 'dog' };
    const { falsePerMinute, falseShare } = measureStability(clip(repeated(20, person(0.8), dog)), THRESHOLDS, showingAtOnce());
    expect(falsePerMinute).toBeCloseTo(30, 9);
    expect(falseShare).toBeCloseTo(0.5, 9);
  });

  it('counts what comes, goes and changes its name', () => {
    const cat = { ...person(0.9), categoryId: 17, label: 'cat' };
    const { changesPerMinute, renamesPerMinute, seconds } = measureStability(clip([...repeated(5), ...repeated(10, person(0.6)), ...repeated(15, cat), ...repeated(10)]), THRESHOLDS);
    expect(changesPerMinute * seconds / 60).toBeCloseTo(2, 9);
    expect(renamesPerMinute * seconds / 60).toBeCloseTo(1, 9);
  });
});

const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;

describe.skipIf(!hasFfmpeg)('clipFrames (needs ffmpeg)', () => {
  const all = async (file: string, framesPerSecond: number) => {
    const frames: Uint8Array[] = [];
    for await (const picture of clipFrames(file, framesPerSecond)) frames.push(picture);
    return frames;
  };

  it('gives a clip’s frames at the rate that is asked for', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fovea-clip-'));
    try {
      const file = join(folder, 'clip.mp4');
      expect(spawnSync('ffmpeg', ['-loglevel', 'error', '-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=30:d=2', file]).status).toBe(0);
      const frames = await all(file, 5);
      expect(frames).toHaveLength(10);
      expect(await sharp(frames[9]).metadata()).toMatchObject({ format: 'jpeg', width: 64, height: 48 });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('says which file is no video', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fovea-clip-'));
    try {
      const file = join(folder, 'text.mp4');
      await writeFile(file, 'no video');
      await expect(all(file, 5)).rejects.toThrow(InvalidInputError);
      await expect(all(file, 5)).rejects.toThrow(/text\.mp4 cannot be read as a video/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
