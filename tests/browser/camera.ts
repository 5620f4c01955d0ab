import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { inProject } from '../../server/setup/root.mjs';

export interface FakeCamera {
  /** For the name of a test: what the camera sees. */
  readonly title: string;
  /** Whether real people and things are in the picture, so that a detector has something to find. */
  readonly real: boolean;
  /** Makes the Motion JPEG that Chromium plays into its camera, unless it is there. @returns its path */
  readonly file: () => Promise<string>;
}

const folder = inProject('tests', '.output', 'camera');
const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;

/**
 * A camera that sees one of the real clips where they and ffmpeg are at hand, else a scene of drawn shapes.
 * @param clip the name of a file of ../shared/data/clips, without extension; gestures/<name> too
 */
export function fakeCamera(clip: string): FakeCamera {
  const source = inProject('..', 'shared', 'data', 'clips', `${clip}.mp4`);
  if (!hasFfmpeg || !existsSync(source)) {
    return { title: 'a generated scene', real: false, file: () => once(join(folder, 'generated.mjpeg'), drawScene) };
  }
  const target = join(folder, `${clip.replaceAll('/', '-')}.mjpeg`);
  return { title: `the clip ${clip}`, real: true, file: () => once(target, (path) => convert(source, path)) };
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

/** Two seconds of a disc, a square and a triangle that move before a wall. */
async function drawScene(target: string): Promise<void> {
  const frames = await Promise.all(Array.from({ length: 60 }, (_, index) => {
    const turn = (2 * Math.PI * index) / 60;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480">
      <rect width="640" height="480" fill="#c9d6df"/><rect y="360" width="640" height="120" fill="#7a6c5d"/>
      <circle cx="${160 + 60 * Math.cos(turn)}" cy="200" r="60" fill="#d1495b"/>
      <rect x="${300 + 60 * Math.sin(turn)}" y="260" width="110" height="110" fill="#30638e"/>
      <path d="M${500 + 20 * Math.cos(turn)} 140 l70 150 h-140 z" fill="#edae49"/></svg>`;
    return sharp(Buffer.from(svg)).jpeg({ quality: 90 }).toBuffer();
  }));
  await writeFile(target, Buffer.concat(frames));
}
