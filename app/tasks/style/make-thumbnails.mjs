// Makes the thumbnails of the paintings that styles are of, and writes down whose they are:
// node app/tasks/style/make-thumbnails.mjs, beside ../shared/data/style
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import sharp from 'sharp';

const paintings = new URL('../../../../shared/data/style/', import.meta.url);
const folder = new URL('../../../public/paintings/', import.meta.url);
/** Twice what is shown, for screens with small pixels. */
const SIDE = 112;
const MOST_BYTES = 4096;

const all = JSON.parse(await readFile(new URL('style.json', paintings), 'utf8'));
const credits = [];
await mkdir(folder, { recursive: true });
for (const { file, title, artist, year, public_domain_life_plus_70: free } of all) {
  if (artist === undefined || free !== true) continue;
  const name = file.replace(/^.*\//, '').replace(/\.\w+$/, '').replaceAll('_', '-');
  credits.push({ name, title, artist, year });
  const picture = sharp(await readFile(new URL(file, paintings))).resize(SIDE, SIDE, { fit: 'cover', position: 'attention' });
  let quality = 80;
  let thumbnail = await picture.webp({ quality }).toBuffer();
  while (thumbnail.length > MOST_BYTES) thumbnail = await picture.webp({ quality: quality -= 4 }).toBuffer();
  await writeFile(new URL(`${name}.webp`, folder), thumbnail);
  console.log(`${name}.webp: ${thumbnail.length} bytes at quality ${quality}`);
}
await writeFile(new URL('paintings.json', import.meta.url), `[\n${credits.map((credit) => `  ${JSON.stringify(credit)}`).join(',\n')}\n]\n`);
