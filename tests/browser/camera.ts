import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import sharp from 'sharp';
import { inProject } from '../../server/setup/root.mjs';

export interface FakeCamera {
  /** For the name of a test: what the camera sees. */
  readonly title: string;
  /** Makes the Motion JPEG that Chromium plays into its camera, unless it is there. @returns its path */
  readonly file: () => Promise<string>;
}

const folder = inProject('tests', '.output', 'camera');
const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;

/** Without the clips the camera pans over a still of one of them, so there is always something real to find. */
const stills = inProject('tests', 'fixtures', 'pictures');

/**
 * A camera that sees one of the real clips where they and ffmpeg are at hand, else a still: the bottles for a clip with
 * bottles in it, people for any other.
 * @param clip the name of a file of ../shared/data/clips, without extension; gestures/<name> too
 */
export function fakeCamera(clip: string): FakeCamera {
  const source = inProject('..', 'shared', 'data', 'clips', `${clip}.mp4`);
  if (!hasFfmpeg || !existsSync(source)) {
    const still = clip.includes('bottle') ? 'bottles' : 'people';
    return stillCamera(join(stills, `${still}.webp`));
  }
  const target = join(folder, `${clip.replaceAll('/', '-')}.mjpeg`);
  return { title: `the clip ${clip}`, file: () => once(target, (path) => convert(source, path)) };
}

/** A camera that goes round a little before a picture. @param picture its path */
export function stillCamera(picture: string): FakeCamera {
  const { name } = parse(picture);
  return { title: `a still of ${name}`, file: () => once(join(folder, `still-${name}.mjpeg`), (path) => pan(picture, path)) };
}

/** Test files run side by side: each writes aside and renames, so that none reads another's half. */
async function once(path: string, make: (partial: string) => void | Promise<void>): Promise<string> {
  if (existsSync(path)) return path;
  await mkdir(folder, { recursive: true });
  const partial = `${path}.${process.pid}.partial`;
  await make(partial);
  await rename(partial, path);
  return path;
}

function convert(source: string, target: string): void {
  const scaled = 'scale=640:480:force_original_aspect_ratio=decrease,pad=640:480:-1:-1,fps=30';
  const { status, stderr } = spawnSync('ffmpeg', ['-y', '-loglevel', 'error', '-i', source, '-an', '-vf', scaled, '-q:v', '3', '-f', 'mjpeg', target], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ffmpeg could not convert ${source}: ${stderr}`);
}

/** Two seconds in which the camera goes round in a small circle before the picture. */
async function pan(picture: string, target: string): Promise<void> {
  const margin = 16;
  const wall = await sharp(picture).resize(640 + 2 * margin, 480 + 2 * margin, { fit: 'contain', background: '#8a8a8a' }).png().toBuffer();
  const frames = await Promise.all(Array.from({ length: 60 }, (_, index) => {
    const turn = (2 * Math.PI * index) / 60;
    const offset = (value: number) => Math.round(margin * (1 + value));
    return sharp(wall).extract({ left: offset(Math.cos(turn)), top: offset(Math.sin(turn)), width: 640, height: 480 }).jpeg({ quality: 90 }).toBuffer();
  }));
  await writeFile(target, Buffer.concat(frames));
}
