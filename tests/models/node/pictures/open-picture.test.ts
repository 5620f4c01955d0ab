import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { defaultPictureLimits, openPicture } from '../../../../models/node/pictures/open-picture';

const folder = mkdtempSync(join(tmpdir(), 'fovea-open-picture-'));
afterAll(() => rmSync(folder, { recursive: true }));

const onUnix = process.platform !== 'win32';
const COLOUR = { r: 200, g: 100, b: 50 };
const plain = (width = 40, height = 40): Sharp => sharp({ create: { width, height, channels: 3, background: COLOUR } });
const write = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const background = [100.4, 110.6, 120] as const;
const decode = async (file: string | Uint8Array, size?: { width: number; height: number }) =>
  (await openPicture(file)).decode({ orientation: 'shown', background, size });

/** A drawing that takes its renderer minutes. */
const endlessDrawing = '<svg xmlns="http://www.w3.org/2000/svg" width="4000" height="4000"><filter id="f"><feTurbulence baseFrequency="0.01" numOctaves="1000"/>'
  + '<feMorphology operator="dilate" radius="500"/></filter><rect width="4000" height="4000" filter="url(#f)"/></svg>';

describe('openPicture', () => {
  it('reads every kind as RGB, the same whole and shrunk', async () => {
    const blue = sharp({ create: { width: 40, height: 40, channels: 3, background: '#00f' } });
    const kinds: Record<string, Uint8Array> = {
      jpeg: await plain().jpeg({ quality: 100 }).toBuffer(),
      png: await plain().png().toBuffer(),
      palette: await plain().png({ palette: true }).toBuffer(),
      webp: await plain().webp({ lossless: true }).toBuffer(),
      gif: await plain().gif().toBuffer(),
      tiff: await plain().tiff().toBuffer(),
      avif: await plain().avif({ quality: 90 }).toBuffer(),
      deep: await plain().toColourspace('rgb16').png().toBuffer(),
      profile: await plain().withIccProfile('p3').png().toBuffer(),
      animated: await sharp([await plain().png().toBuffer(), await blue.png().toBuffer()], { join: { animated: true } }).webp({ lossless: true }).toBuffer(),
    };
    for (const [kind, bytes] of Object.entries(kinds)) {
      for (const size of [undefined, { width: 13, height: 11 }]) {
        const { width, height, data } = await decode(bytes, size);
        expect([kind, width, height, data.length]).toEqual([kind, size?.width ?? 40, size?.height ?? 40, 3 * width * height]);
        for (const [at, value] of Object.values(COLOUR).entries()) expect(Math.abs((data[3 * width + at] ?? 0) - value), kind).toBeLessThanOrEqual(3);
      }
    }
  });

  it('shows the background through transparency in colour and in grey', async () => {
    const clear = (channels: 2 | 4) => sharp(new Uint8Array(30 * 30 * channels), { raw: { width: 30, height: 30, channels } });
    for (const bytes of [await clear(4).png().toBuffer(), await clear(4).webp().toBuffer(), await clear(4).gif().toBuffer(), await clear(2).toColourspace('b-w').png().toBuffer()]) {
      for (const size of [undefined, { width: 7, height: 7 }]) expect([...(await decode(bytes, size)).data.subarray(0, 3)]).toEqual([100, 111, 120]);
    }
  });

  it('shrinks what has very many pixels while it decodes it', async () => {
    const picture = await openPicture(await plain(9000, 4500).jpeg().toBuffer());
    expect(picture.size.shown).toEqual({ width: 9000, height: 4500 });
    const { width, height } = await picture.decode({ orientation: 'shown', background });
    expect([width, height]).toEqual([4096, 2048]);
  });

  it('says in plain words what is wrong with a file', async () => {
    const jpeg = await plain(200, 200).jpeg().toBuffer();
    const png = await sharp(Uint8Array.from({ length: 90 * 90 * 3 }, (_, at) => (at * 7919) % 251), { raw: { width: 90, height: 90, channels: 3 } }).png().toBuffer();
    const cases: [string, RegExp][] = [
      [write('empty.jpg', ''), /empty\.jpg: it cannot be read as a picture: it is empty\.$/],
      [write('text.jpg', 'no picture'), /begins as no picture does; expected JPEG, PNG/],
      [write('page.jpg', '<!DOCTYPE html><p>404'), /it is a web page; expected/],
      [write('drawing.svg', endlessDrawing), /it is an SVG drawing/],
      [write('drawing.png', `<?xml version="1.0"?>${endlessDrawing}`), /it is an SVG drawing/],
      [write('phone.heic', '\0\0\0\x18ftypheic\0\0\0\0mif1heic'), /it is a HEIC photograph/],
      [write('clip.jpg', '\0\0\0\x18ftypisom\0\0\0\0'), /it is a video/],
      [write('cut.jpg', jpeg.subarray(0, jpeg.length / 2)), /this JPEG is cut off/],
      [write('cut.png', png.subarray(0, png.length / 2)), /this PNG is cut off/],
      [write('head.webp', (await plain().webp().toBuffer()).subarray(0, 40)), /this WebP is cut off/],
      [write('damaged.png', png.fill(0, 60, png.length - 20)), /this PNG is damaged/],
      [join(folder, 'none.jpg'), /none\.jpg: there is no such file\.$/],
      [folder, /it is a folder, expected a file/],
      [write('red\u001b[31m.jpg', ''), /red\\x1b\[31m\.jpg/],
    ];
    for (const [file, message] of cases) await expect(decode(file), file).rejects.toThrow(message);
  });

  it('refuses more pixels than it is allowed, by the header', async () => {
    const bytes = await plain(60, 50).png().toBuffer();
    await expect(openPicture(bytes, { ...defaultPictureLimits, pixels: 2999 })).rejects.toThrow(/too large, 60 x 50 pixels/);
    await expect(openPicture(bytes, { ...defaultPictureLimits, pixels: 3000 })).resolves.toBeDefined();
  });

  it('gives a picture up that takes too long', async () => {
    const bytes = await sharp(new Uint8Array(3000 * 3000 * 3), { raw: { width: 3000, height: 3000, channels: 3 } }).avif({ effort: 0 }).toBuffer();
    const picture = await openPicture(bytes, defaultPictureLimits);
    await expect(picture.decode({ orientation: 'shown', background })).resolves.toBeDefined();
    const hasty = async () => (await openPicture(bytes, { ...defaultPictureLimits, seconds: 0 })).decode({ orientation: 'shown', background });
    await expect(hasty()).rejects.toThrow(/takes more than 0 seconds/);
  });

  it.skipIf(!onUnix)('opens no pipe, socket or device', async () => {
    const fifo = join(folder, 'pipe.jpg');
    execFileSync('mkfifo', [fifo]);
    await expect(openPicture(fifo)).rejects.toThrow(/it is a pipe, expected a file/);
    const socket = join(folder, 'socket.jpg');
    const server = createServer();
    await new Promise<void>((done) => server.listen(socket, done));
    await expect(openPicture(socket)).rejects.toThrow(/it is a socket, expected a file/);
    server.close();
    await expect(openPicture('/dev/zero')).rejects.toThrow(/it is a device, expected a file/);
  });

  it('takes a bracket in a name for a letter', async () => {
    mkdirSync(join(folder, 'b[1]'));
    for (const name of ['a[1]', 'a.jpg[page=9]', 'b[1]/c[2].jpg']) {
      expect((await decode(write(name, await plain().jpeg().toBuffer()))).width).toBe(40);
    }
  });
});
