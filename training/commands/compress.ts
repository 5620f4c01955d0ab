import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import type { Card } from '../../models/artifact/card';
import { loadModel, type LoadedModel } from '../../models/artifact/load';
import { InvalidInputError } from '../../models/errors';
import type { RawPixels } from '../../models/frames/frame';
import { placeFrame } from '../../models/frames/frame-placement';
import { sharpFrame } from '../../models/node/pictures/sharp-frame';
import { parseCount } from '../command-line/parse-number';
import { writeOutput } from '../command-line/write-output';
import { METHODS, compressWith, type MethodName } from '../compression/methods';
import { type LayerSensitivity, measureSensitivity, shareOutBits } from '../compression/sensitivity';
import { writeCompressed } from '../compression/write-compressed';
import { picturesIn } from '../data/pictures/pictures-in';
import { readJson } from '../data/sources/read-json';
import { loadEngine } from '../engines/load-engine';
import { formatJson } from '../export/format-json';
import { findModel } from '../export/model-files';
import { runCommand } from './run-command';

interface Options {
  readonly method: MethodName;
  readonly bits: number;
  readonly pictures?: string;
  readonly count: number;
  readonly layers?: string;
  readonly name?: string;
  readonly out?: string;
}

const DEFAULTS = { method: 'channels', bits: 6, count: 4 } as const;

const program = new Command('npm run compress --')
  .description('Make a model smaller: a model of its own that the page reads as it is, decoded while it loads. Its card names the parent.')
  .argument('<model>', 'a shipped model, or a folder that holds a card.json')
  .addOption(new Option('--method <name>', 'how weights are stored').choices(Object.keys(METHODS)).default(DEFAULTS.method))
  .option('--bits <number>', 'of a weight before arithmetic coding, 2 to 8; with --pictures on average', parseBits, DEFAULTS.bits)
  .option('--pictures <folder>', 'for channels: share the bits out among the layers by how much each moves the outputs on pictures of this folder')
  .option('--count <number>', 'with --pictures: how many, evenly from the folder', parseCount, DEFAULTS.count)
  .option('--layers <file>', 'with --pictures: a sensitivity.json that an earlier run wrote, in place of measuring again')
  .option('--name <name>', 'of the new model (default: the old one with its bits)')
  .option('--out <folder>', 'where it goes (default: runs/<name>)')
  .action(async (given: string, options: Options) => {
    const { method, bits, pictures, count, layers: measured, name, out } = options;
    if (pictures !== undefined && method !== 'channels') throw new InvalidInputError('Expected --method channels with --pictures: other methods have whole bits.');
    const model = await loadModel(await findModel(given));
    const { card, values } = model;
    const newName = name ?? `${card.name}-${bits}-bits`;
    const folder = out ?? join('runs', newName);
    const layers = pictures === undefined ? undefined : measured === undefined ? await sensitivityOn(model, pictures, count) : await readSensitivity(measured);
    const written = await writeCompressed({
      directory: folder, parent: card, name: newName,
      tensors: compressWith(values, method, bits, layers && shareOutBits(layers, bits)),
      steps: [`${METHODS[method].says(bits)}${layers ? `, shared out among the layers by how much each moves the outputs on ${count} pictures` : ''}`],
      command: commandOf(card, options),
    });
    if (layers) await writeOutput(join(folder, 'sensitivity.json'), formatJson(layers));
    const { sizeBytes } = written.weights;
    console.log(`${folder}: ${(sizeBytes / 1e6).toFixed(2)} MB, ${(card.weights.sizeBytes / sizeBytes).toFixed(1)} times smaller than ${card.name} and ${((4 * written.parameters) / sizeBytes).toFixed(1)} times than in float32. "npm run evaluate -- --model ${folder} … --record" puts its figures on its card.`);
  });

const layersSchema = z.array(z.strictObject({ name: z.string(), size: z.int().positive(), error: z.number().nonnegative() })).min(1);

async function readSensitivity(file: string): Promise<LayerSensitivity[]> {
  const parsed = layersSchema.safeParse(await readJson(file, 'the sensitivity of layers'));
  if (!parsed.success) throw new InvalidInputError(`${file} is no sensitivity.json: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

async function sensitivityOn({ card, values }: LoadedModel, folder: string, count: number): Promise<LayerSensitivity[]> {
  const all = await picturesIn(folder);
  if (all.length < count) throw new InvalidInputError(`${folder} holds ${all.length} pictures; expected at least ${count}.`);
  const chosen = Array.from({ length: count }, (_, i) => all[Math.floor(((i + 0.5) * all.length) / count)] ?? '');
  await loadEngine('auto');
  console.log(`Measuring how much each layer moves the outputs on ${count} pictures of ${folder}.`);
  const pixels = await Promise.all(chosen.map((file) => pixelsOf(file, card)));
  return await measureSensitivity(card, values, pixels);
}

async function pixelsOf(file: string, { input }: Card): Promise<RawPixels> {
  const frame = await sharpFrame(file);
  try {
    return await frame.fitted(placeFrame(frame, input), input.mean);
  } finally {
    frame.close();
  }
}

/** The command that makes the same again, without the folders of this machine. */
function commandOf({ name }: Card, { method, bits, pictures, count }: Options): string {
  return [
    `npm run compress -- ${name}`,
    ...(method === DEFAULTS.method ? [] : [`--method ${method}`]),
    `--bits ${bits}`,
    ...(pictures === undefined ? [] : [`--pictures ${pictures.split('/').slice(-2).join('/')}`, ...(count === DEFAULTS.count ? [] : [`--count ${count}`])]),
  ].join(' ');
}

function parseBits(text: string): number {
  if (!(Number(text) >= 2 && Number(text) <= 8)) throw new InvalidArgumentError('expected a number from 2 to 8.');
  return Number(text);
}

await runCommand(program);
