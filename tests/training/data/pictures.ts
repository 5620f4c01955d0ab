import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll } from 'vitest';
import type { Box, Size } from '../../../models/geometry/box';
import type { DetectionRecord } from '../../../training/data/record';

/** A folder for the tests of a file; `folder.path` is there while they run. */
export function temporaryFolder(): { readonly path: string } {
  const folder = { path: '' };
  beforeAll(async () => {
    folder.path = await mkdtemp(join(tmpdir(), 'fovea-data-'));
  });
  afterAll(() => rm(folder.path, { recursive: true, force: true }));
  return folder;
}

/** A blue picture with a red rectangle; the format follows the file's name. */
export async function writeRectangle(file: string, { width, height }: Size, box: Box): Promise<void> {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const inside = x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height;
      data[(y * width + x) * 3 + (inside ? 0 : 2)] = 255;
    }
  }
  await sharp(data, { raw: { width, height, channels: 3 } }).toFile(file);
}

/** Pictures of one colour each, told apart by it. */
export async function writeRecords(folder: string, count: number, size: Size = { width: 20, height: 16 }): Promise<DetectionRecord[]> {
  return Promise.all(Array.from({ length: count }, async (_, index): Promise<DetectionRecord> => {
    const file = join(folder, `${index}.png`);
    await sharp({ create: { ...size, channels: 3, background: { r: (index * 37) % 256, g: (index * 91) % 256, b: 128 } } }).png().toFile(file);
    return { id: index, file, ...size, annotations: [{ box: { x: 2, y: 3, width: 10, height: 8 }, category: index % 3, ignore: false }], unlabelled: [] };
  }));
}

export const plainColours = { mean: [0, 0, 0], std: [1, 1, 1] } as const;
