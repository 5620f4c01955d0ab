import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { DetectionPrediction } from '../../../models/runtime/prediction';
import { InvalidInputError } from '../../../models/errors';
import { clipFrames } from '../../../training/experiments/clip-frames';
import { measureStability } from '../../../training/experiments/stability';

const person = (score: number) => ({ box: { x: 10, y: 10, width: 40, height: 80 }, score, categoryId: 1, label: 'person' });
const frame = (...detections: DetectionPrediction['detections'][number][]): DetectionPrediction => ({ task: 'detection', width: 100, height: 100, detections });

describe('measureStability', () => {
  it('finds nothing to complain of in a thing that stays', () => {
    expect(measureStability(Array.from({ length: 20 }, () => frame(person(0.8))), 10, 0.5))
      .toEqual({ seconds: 2, flickersPerSecond: 0, trackChangesPerSecond: 0, renamesPerSecond: 0, things: 1, personShare: 1 });
  });

  it('counts a box that comes and goes with its score, while the page goes on showing it', () => {
    const predictions = Array.from({ length: 20 }, (_, index) => frame(person(index % 2 === 0 ? 0.55 : 0.45)));
    const { flickersPerSecond, trackChangesPerSecond, personShare } = measureStability(predictions, 10, 0.5);
    expect(flickersPerSecond).toBeCloseTo(19 / 2, 9);
    expect(trackChangesPerSecond).toBe(0);
    expect(personShare).toBe(1);
  });

  it('counts what comes, goes and changes its name on the page', () => {
    const cat = { ...person(0.9), categoryId: 17, label: 'cat' };
    const predictions = [...Array.from({ length: 5 }, () => frame()), ...Array.from({ length: 10 }, () => frame(person(0.6))), ...Array.from({ length: 10 }, () => frame(cat)), ...Array.from({ length: 15 }, () => frame())];
    const { seconds, trackChangesPerSecond, renamesPerSecond } = measureStability(predictions, 10, 0.5);
    expect(trackChangesPerSecond * seconds).toBeCloseTo(2, 9);
    expect(renamesPerSecond * seconds).toBeCloseTo(1, 9);
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
