import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inProject } from '../../server/setup/root.mjs';
import { serverOrigin } from './harness';
import { PATIENCE_MS, PATIENT } from './live-page';
import { hasWebkit, openWebkit, type OpenWebkit } from './webkit/open-webkit';

const people = inProject('tests', 'fixtures', 'pictures', 'people.webp');
const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;

/** Two seconds of the picture, as a video. */
function videoOfPeople(): string {
  const folder = inProject('tests', '.output', 'camera');
  const path = join(folder, `people-${process.pid}.webm`);
  mkdirSync(folder, { recursive: true });
  const { status, stderr } = spawnSync('ffmpeg', ['-y', '-loglevel', 'error', '-loop', '1', '-i', people, '-t', '2', '-r', '15', '-vf', 'scale=640:-2', '-c:v', 'libvpx', '-b:v', '2M', path], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ffmpeg made no video: ${stderr}`);
  return path;
}

describe.skipIf(!hasWebkit)('WebKit (needs WebKitWebDriver and Xvfb)', () => {
  let webkit: OpenWebkit;
  let origin: string;
  beforeAll(async () => {
    origin = await serverOrigin();
    webkit = await openWebkit();
  }, PATIENCE_MS);
  afterAll(() => webkit.close());

  const looksAt = async (path: string) => {
    await webkit.browser.goTo(`${origin}/live`);
    await webkit.browser.chooseFile('input[type=file]', path);
    await webkit.browser.untilText(/\bperson\b/, PATIENT.timeout);
  };

  it('sees people in a picture', async () => {
    await looksAt(people);
    await webkit.browser.evaluate('document.querySelector("[aria-label=\'How it runs\']").click()');
    await webkit.browser.untilText(/WebAssembly · SIMD/, PATIENT.timeout);
  }, PATIENCE_MS);

  it.skipIf(!hasFfmpeg)('sees people in a video (needs ffmpeg)', async () => {
    await looksAt(videoOfPeople());
  }, PATIENCE_MS);

  it('looks at one picture of the camera after the other, though no worker can read its track', async () => {
    await webkit.browser.goTo(`${origin}/live?start=camera`);
    await webkit.browser.untilText(/\bfps\b/, PATIENT.timeout);
    expect(await webkit.browser.evaluate("return document.querySelector('[role=alert]')?.innerText ?? ''")).toBe('');
  }, PATIENCE_MS);
});
