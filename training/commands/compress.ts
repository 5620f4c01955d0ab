import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { loadCard, loadModel, type LoadedModel } from '../../models/artifact/load';
import { decodeSafetensors } from '../../models/artifact/safetensors';
import type { CompressedTensor } from '../../models/compression/compressed-tensor';
import { decodeCompressed } from '../../models/compression/compressed-weights';
import { InvalidInputError } from '../../models/errors';
import { Random } from '../../models/tensor/random';
import { parseCount, parseShare } from '../command-line/parse-number';
import { deepCompression } from '../compression/deep-compression';
import { formatSteps } from '../compression/format-steps';
import { METHODS, compressWith, type MethodName } from '../compression/methods';
import { inputPictures, smallPictures } from '../compression/pictures-for';
import { measureSensitivity, readSensitivity, shareOutBits, SENSITIVITY_FILE, writeSensitivity } from '../compression/sensitivity';
import { writeCompressed } from '../compression/write-compressed';
import { loadEngine } from '../engines/load-engine';
import { inDataFolder } from '../evaluation/evaluate-command';
import { findModel, modelFolder } from '../export/model-files';
import { runCommand } from '../command-line/run-command';

interface Options {
  readonly method: MethodName;
  readonly bits: number;
  readonly pictures?: string;
  readonly count: number;
  readonly layers?: string;
  readonly retrain?: string;
  readonly keep: number;
  readonly epochs: number;
  readonly name?: string;
  readonly out?: string;
}

/** What a method made of a model's weights. */
interface Compressed {
  readonly tensors: ReadonlyMap<string, CompressedTensor>;
  readonly steps: readonly string[];
}

/** The first ones pay for compiling the decoder. */
const DECODINGS = 12;

const DEFAULTS = { method: 'channels', bits: 6, count: 4, keep: 0.08, epochs: 10 } as const;

const program = new Command('npm run compress --')
  .description('Make a model smaller: a model of its own that the page reads as it is, decoded while it loads. Its card names the parent.')
  .argument('<model>', 'a shipped model, or a folder that holds a card.json')
  .addOption(new Option('--method <name>', 'how weights are stored').choices(Object.keys(METHODS)).default(DEFAULTS.method))
  .option('--bits <number>', 'of a weight before arithmetic coding, 2 to 8; with --pictures on average', parseBits, DEFAULTS.bits)
  .option('--pictures <folder>', 'for channels: share the bits out among the layers by how much each moves the outputs on pictures of this folder')
  .option('--count <number>', 'with --pictures: how many, evenly from the folder', parseCount, DEFAULTS.count)
  .option('--layers <file>', `with --pictures: a ${SENSITIVITY_FILE} that an earlier run wrote, in place of measuring again`)
  .option('--retrain <folder>', 'for classifiers of small pictures, method shared: the whole of Deep Compression; the folder holds train and test, in each a folder a class')
  .option('--keep <share>', 'with --retrain: of the weights, the others are pruned', parseShare, DEFAULTS.keep)
  .option('--epochs <number>', 'with --retrain: passes over the training pictures for pruning, and a third as many for sharing', parseCount, DEFAULTS.epochs)
  .option('--name <name>', 'of the new model (default: the old one with its bits)')
  .option('--out <folder>', 'where it goes (default: runs/<name>)')
  .action(async (given: string, options: Options) => {
    const { method, bits, name, out } = options;
    const model = await loadModel(await findModel(given));
    const newName = name ?? `${model.card.name}-${bits}-bits`;
    const directory = out ?? join('runs', newName);
    const { tensors, steps } = options.retrain === undefined ? await compressed(model, options, directory) : await retrained(model, options, options.retrain);
    const { weights: { sizeBytes }, parameters } = await writeCompressed({ directory, parent: model.card, name: newName, tensors, steps, command: commandOf(model.card.name, options) });
    const times = (bytes: number) => `${(bytes / sizeBytes).toFixed(1)} times`;
    console.log(`${directory}: ${(sizeBytes / 1e6).toFixed(2)} MB, ${times(model.card.weights.sizeBytes)} smaller than ${model.card.name} and ${times(4 * parameters)} than in float32${method === 'channels' ? '' : `, by ${method}`}. "npm run evaluate -- --model ${directory} … --record" puts its figures on its card.`);
    console.log(await describeDecoding(directory));
  });

/** Without training. */
async function compressed({ card, values }: LoadedModel, { method, bits, pictures, count, layers: measured }: Options, directory: string): Promise<Compressed> {
  if (pictures === undefined) return { tensors: compressWith(values, method, bits), steps: [METHODS[method].says(bits)] };
  if (method !== 'channels') throw new InvalidInputError('Expected --method channels with --pictures: other methods have whole bits.');
  if (measured === undefined) {
    await loadEngine('auto');
    console.log(`Measuring how much each layer moves the outputs on ${count} pictures of ${pictures}.`);
  }
  const layers = measured === undefined ? await measureSensitivity(card, values, await inputPictures(pictures, count, card)) : await readSensitivity(measured);
  await writeSensitivity(directory, layers);
  return { tensors: compressWith(values, method, bits, shareOutBits(layers, bits)), steps: [`${METHODS[method].says(bits)}, shared out among the layers by how much each moves the outputs on ${count} pictures`] };
}

/** Deep Compression. */
async function retrained({ card, values }: LoadedModel, { method, bits, keep, epochs, pictures }: Options, folder: string): Promise<Compressed> {
  if (method !== 'shared' || pictures !== undefined) throw new InvalidInputError('Expected --method shared and no --pictures with --retrain: pruned, shared, coded.');
  await loadEngine('auto');
  const [train, test] = [await smallPictures(folder, 'train', card), await smallPictures(folder, 'test', card)];
  const { tensors, table, kept, weights } = await deepCompression({
    card, values, train, test, keep, bits, epochs: { prune: epochs, share: Math.max(1, Math.round(epochs / 3)) }, random: new Random(1), report: (line) => console.log(line),
  });
  console.log(`\n${formatSteps(table)}\n`);
  const share = `${((100 * kept) / weights).toFixed(1)} %`;
  return { tensors, steps: [`pruned while training, ${share} of the weights are left`, METHODS.shared.says(bits), 'the shared values trained again'] };
}

/** How fast a file is decoded, on one core of this machine: processor time, which others on the machine do not lengthen. */
async function describeDecoding(directory: string): Promise<string> {
  const { weights: { file, sizeBytes }, parameters } = await loadCard(modelFolder(directory));
  const content = decodeSafetensors(await readFile(join(directory, file)));
  const times = Array.from({ length: DECODINGS }, () => {
    const before = process.cpuUsage();
    decodeCompressed(content, parameters);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  const ms = Math.min(...times);
  return `It decodes in ${ms.toFixed(0)} ms of one core here: ${(sizeBytes / ms / 1e3).toFixed(0)} MB/s of the download, ${((4 * parameters) / ms / 1e3).toFixed(0)} MB/s of float32.`;
}

/** The command that makes the same again, without the folders of this machine. */
function commandOf(model: string, { method, bits, pictures, count, retrain, keep, epochs }: Options): string {
  return [
    `npm run compress -- ${model}`,
    ...(method === DEFAULTS.method ? [] : [`--method ${method}`]),
    `--bits ${bits}`,
    ...(pictures === undefined ? [] : [`--pictures ${inDataFolder(pictures)}`, ...(count === DEFAULTS.count ? [] : [`--count ${count}`])]),
    ...(retrain === undefined ? [] : [`--retrain ${inDataFolder(retrain)}`, `--keep ${keep}`, `--epochs ${epochs}`]),
  ].join(' ');
}

function parseBits(text: string): number {
  if (!(Number(text) >= 2 && Number(text) <= 8)) throw new InvalidArgumentError('expected a number from 2 to 8.');
  return Number(text);
}

await runCommand(program);
