// Draws the installed application's icons from public/icons/icon.svg: node app/theme/make-icons.mjs
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';

const folder = new URL('../../public/icons/', import.meta.url).pathname;
const svg = await readFile(`${folder}icon.svg`, 'utf8');
// Systems cut these two to a shape of their own, so the ground goes to the edge; the mark lies in the middle 80 %.
const square = svg.replace(/rx="\d+"/, '');

const icons = [
  { file: 'icon-192.png', drawing: svg, size: 192 },
  { file: 'icon-512.png', drawing: svg, size: 512 },
  { file: 'icon-maskable-512.png', drawing: square, size: 512 },
  { file: 'apple-touch-icon.png', drawing: square, size: 180 },
];
for (const { file, drawing, size } of icons) {
  await sharp(Buffer.from(drawing), { density: 192 }).resize(size, size).png({ compressionLevel: 9, palette: true }).toFile(folder + file);
}
