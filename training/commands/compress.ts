import { Command, InvalidArgumentError, Option } from 'commander';
import { loadModel } from '../../models/artifact/load';
import { METHODS, compressWith, type MethodName } from '../compression/methods';
import { writeCompressed } from '../compression/write-compressed';
import { findModel } from '../export/model-files';
import { runCommand } from './run-command';

interface Options {
  readonly method: MethodName;
  readonly bits: number;
  readonly name?: string;
  readonly out?: string;
}

const program = new Command('npm run compress --')
  .description('Make a model smaller: a model of its own that the page reads as it is, decoded while it loads. Its card names the parent.')
  .argument('<model>', 'a shipped model, or a folder that holds a card.json')
  .addOption(new Option('--method <name>', 'how weights are stored').choices(Object.keys(METHODS)).default('channels'))
  .option('--bits <number>', 'of a weight, 2 to 8', parseBits, 6)
  .option('--name <name>', 'of the new model (default: the old one with its bits)')
  .option('--out <folder>', 'where it goes (default: runs/<name>)')
  .action(async (given: string, { method, bits, name, out }: Options) => {
    const { card, values } = await loadModel(await findModel(given));
    const newName = name ?? `${card.name}-${bits}-bits`;
    const folder = out ?? `runs/${newName}`;
    const written = await writeCompressed({
      directory: folder, parent: card, name: newName, tensors: compressWith(values, method, () => bits), steps: [METHODS[method].says(bits)],
      command: `npm run compress -- ${card.name}${method === 'channels' ? '' : ` --method ${method}`}${bits === 6 ? '' : ` --bits ${bits}`}`,
    });
    const { sizeBytes } = written.weights;
    console.log(`${folder}: ${(sizeBytes / 1e6).toFixed(2)} MB, ${(card.weights.sizeBytes / sizeBytes).toFixed(1)} times smaller than ${card.name} and ${((4 * written.parameters) / sizeBytes).toFixed(1)} times than in float32. "npm run evaluate -- --model ${folder} … --record" puts its figures on its card.`);
  });

function parseBits(text: string): number {
  if (!/^[2-8]$/.test(text)) throw new InvalidArgumentError('expected 2 to 8.');
  return Number(text);
}

await runCommand(program);
