import { mkdir } from 'node:fs/promises';
import { chromium, devices } from 'playwright-core';
import sharp from 'sharp';
import { ensureBuilt } from '../../server/setup/build.mjs';
import { inProject } from '../../server/setup/root.mjs';
import { copyTfjsAssets } from '../../server/setup/tfjs-assets.mjs';
import { fakeCamera } from './camera';
import { ensureChromium } from './chromium.mjs';
import { startServer } from './server-process';

/** `npm run screenshots`: the live page at work on a clip, for the README and for the manifest's install dialog. */
const SHOTS = [
  { name: 'live-phone', clip: 'gif_two_people_heads', sees: 'person', context: { ...devices['iPhone 13'], defaultBrowserType: undefined } },
  { name: 'live-desktop', clip: 'bottles_on_table', sees: 'bottle', context: { viewport: { width: 1280, height: 800 } } },
];
const folder = inProject('public', 'screenshots');

await copyTfjsAssets();
await ensureBuilt();
await mkdir(folder, { recursive: true });
const server = await startServer();
try {
  for (const { name, clip, sees, context } of SHOTS) {
    const camera = await fakeCamera(clip).file();
    const browser = await chromium.launch({
      executablePath: await ensureChromium(),
      args: ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${camera}`],
    });
    const page = await (await browser.newContext({ ...context, colorScheme: 'dark' })).newPage();
    await page.goto(new URL('/', server.url).href);
    await page.getByRole('link', { name: 'Open the camera' }).click();
    await page.getByRole('list', { name: 'Seen now' }).getByRole('listitem').filter({ hasText: sees }).waitFor({ timeout: 120_000 });
    // Not the first frame: by then the engine has warmed up and the speed that is shown is its own.
    await page.waitForTimeout(8000);
    const { width, height, size } = await sharp(await page.screenshot()).webp({ quality: 82 }).toFile(`${folder}/${name}.webp`);
    console.log(`${name}.webp: ${width} x ${height}, ${Math.round(size / 1024)} KB`);
    await browser.close();
  }
} finally {
  await server.stop();
}
