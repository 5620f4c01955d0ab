import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { formatOf } from '../../../../app/sources/files/file-format';
import { inProject } from '../../../../server/setup/root.mjs';

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const named = (beginning: string) => formatOf(bytes(beginning.padEnd(400, '\0')));

describe('a file is known by its bytes', () => {
  it.each(['png', 'jpeg', 'gif', 'webp', 'avif', 'tiff'] as const)('that a program wrote: %s', async (format) => {
    const written = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#888' } }).toFormat(format).toBuffer();
    expect(formatOf(written)).toMatchObject({ kind: 'picture', type: `image/${format}` });
  });

  it('that this project keeps', async () => {
    expect(formatOf(await readFile(inProject('tests', 'fixtures', 'pictures', 'people.webp')))?.name).toBe('WebP');
  });

  it.each([
    ['\0\0\0\x18ftypheic', 'picture', 'HEIC'], ['\0\0\0\x1cftypmif1', 'picture', 'HEIC'], ['\0\0\0\x0cJXL \r\n', 'picture', 'JPEG XL'], ['\xff\x0a\xfa', 'picture', 'JPEG XL'],
    ['<svg xmlns=""', 'picture', 'SVG'], ['<?xml version="1.0"?>\n<!-- drawn --><svg ', 'picture', 'SVG'], ['BM\x36\x10\0\0\0\0\0\0', 'picture', 'BMP'],
    ['\0\0\0\x18ftypmp42', 'video', 'MP4'], ['\0\0\0\x1cftypisom', 'video', 'MP4'], ['\0\0\0\x14ftypqt  ', 'video', 'QuickTime'], ['\0\0\0\x08wide\0\0', 'video', 'QuickTime'],
    ['\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm', 'video', 'WebM or Matroska'],
    ['RIFF\x01\x02\x03\x04AVI LIST', 'video', 'AVI'], ['OggS\0', 'video', 'Ogg'], ['\0\0\x01\xba', 'video', 'MPEG'], [`G${'\0'.repeat(187)}G`, 'video', 'MPEG transport stream'],
  ])('that begins so: %j', (beginning, kind, name) => {
    expect(named(beginning)).toMatchObject({ kind, name });
  });

  it.each(['', 'not a picture', 'GIF', 'BMW and others', 'this is free', '<html><svg>', 'PK\x03\x04', '%PDF-1.7', 'RIFF\x01\x02\x03\x04WAVE', 'ID3\x04'])('and is neither where they say neither: %j', (beginning) => {
    expect(formatOf(bytes(beginning))).toBeUndefined();
  });
});
