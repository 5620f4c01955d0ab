import sharp from 'sharp';
import type { Prediction } from '../../models/runtime/prediction';

/**
 * Writes a copy of a picture, upright, with what was seen in it: boxes with labels, or the classes in a corner.
 * The letters are drawn with a font of the system. The ending of `target` decides the format.
 */
export async function drawPrediction(file: string, prediction: Prediction, target: string): Promise<void> {
  await sharp(file).autoOrient().composite([{ input: Buffer.from(predictionSvg(prediction)) }]).toFile(target);
}

/** The drawing alone, transparent, of the picture's size. */
export function predictionSvg(prediction: Prediction): string {
  const { width, height } = prediction;
  const side = Math.min(width, height);
  const line = Math.max(2, Math.round(side / 200));
  const fontSize = Math.max(12, Math.round(side / 28));
  const parts = prediction.task === 'detection'
    // The best is drawn last, over the others.
    ? [...prediction.detections].reverse().map(({ box, categoryId, label, score }) => {
      const colour = colourOf(categoryId);
      const frame = `<rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" fill="none" stroke="${colour}" stroke-width="${line}"/>`;
      return frame + tag(`${label} ${score.toFixed(2)}`, box.x, Math.max(0, box.y - 1.3 * fontSize), colour, fontSize);
    })
    : prediction.classes.map(({ categoryId, label, score }, place) => tag(`${label} ${score.toFixed(2)}`, 0, place * 1.4 * fontSize, colourOf(categoryId), fontSize));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${parts.join('')}</svg>`;
}

/** SVG: text on a plate of its own colour, which stays readable on any picture. */
export function tag(text: string, x: number, y: number, colour: string, fontSize: number): string {
  const width = 0.62 * fontSize * text.length + 0.4 * fontSize;
  return `<rect x="${x}" y="${y}" width="${width}" height="${1.3 * fontSize}" fill="${colour}"/>`
    + `<text x="${x + 0.2 * fontSize}" y="${y + fontSize}" font-family="monospace" font-size="${fontSize}" fill="#000">${escaped(text)}</text>`;
}

/** Neighbouring ids get colours far apart: steps of the golden angle around the circle of hues. */
const colourOf = (categoryId: number): string => `hsl(${Math.round((categoryId * 137.508) % 360)}, 90%, 65%)`;

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
