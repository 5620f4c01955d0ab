import { join } from 'node:path';
import { Command, Option } from 'commander';
import { atSize } from '../../models/artifact/input-size';
import { loadModel } from '../../models/artifact/load';
import { parseCount } from '../command-line/parse-number';
import { findModel } from '../export/model-files';
import { explainExport, exportGraphModel, exportOnnx } from '../export/write-export';
import { runCommand } from '../command-line/run-command';

interface Options {
  readonly format: keyof typeof FORMATS;
  readonly out?: string;
  readonly size?: number;
}

/** How each format is written, and where to unless a folder is named. */
const FORMATS = {
  onnx: { write: exportOnnx, folderFor: () => '.' },
  tfjs: { write: exportGraphModel, folderFor: (model: string) => join('.', `${model}-tfjs`) },
} as const;

const program = new Command('npm run export --')
  .description('Write a model for other runtimes: ONNX (onnxruntime, Netron and many more) or a graph model of TensorFlow.js.')
  .argument('<model>', 'a shipped model, or a folder that holds a card.json')
  .addOption(new Option('--format <name>', 'what to write').choices(Object.keys(FORMATS)).makeOptionMandatory())
  .option('--out <folder>', 'where to; made where it is missing (default: here for onnx, <model>-tfjs for tfjs)')
  .option('--size <pixels>', 'side of the input, one of those that the model serves (default: the one on its card)', parseCount)
  .action(async (name: string, { format, out, size }: Options) => {
    const { card, values } = await loadModel(await findModel(name));
    const { write, folderFor } = FORMATS[format];
    console.log(explainExport(await write(out ?? folderFor(card.name), { card: atSize(card, size), values })));
  });

await runCommand(program);
