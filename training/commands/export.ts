import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { atSize } from '../../models/artifact/input-size';
import { loadModel } from '../../models/artifact/load';
import { modelToGraphModel } from '../../models/graph/graph-model/model-to-graph-model';
import { modelToOnnx } from '../../models/graph/onnx/model-to-onnx';
import { findModel } from '../export/model-files';
import { writeAside } from '../loop/write-aside';
import { runCommand } from './run-command';

interface Options {
  readonly format: keyof typeof FORMATS;
  readonly out: string;
  readonly size?: number;
}

type Model = Parameters<typeof modelToOnnx>;

/** What each format writes: files by their names. */
const FORMATS = {
  onnx: (...model: Model) => new Map([[`${model[0].name}.onnx`, modelToOnnx(...model)]]),
  tfjs: (...model: Model) => modelToGraphModel(...model),
};

const program = new Command('npm run export --')
  .description('Write a model for other runtimes: ONNX (onnxruntime, Netron and many more) or a graph model of TensorFlow.js.')
  .argument('<model>', 'a shipped model, or a folder that holds a card.json')
  .addOption(new Option('--format <name>', 'what to write').choices(Object.keys(FORMATS)).makeOptionMandatory())
  .option('--out <folder>', 'where to; made where it is missing', '.')
  .option('--size <pixels>', 'side of the input, one of those that the model serves (default: the one on its card)', parseSize)
  .action(async (name: string, { format, out, size }: Options) => {
    const { card, values } = await loadModel(await findModel(name));
    const files = FORMATS[format](atSize(card, size), values);
    await mkdir(out, { recursive: true });
    for (const [file, content] of files) {
      await writeAside(join(out, file), content);
      console.log(`${join(out, file)} (${(content.length / 1e6).toFixed(1)} MB)`);
    }
  });

function parseSize(text: string): number {
  const size = Number(text);
  if (!(Number.isInteger(size) && size > 0)) throw new InvalidArgumentError('Expected a whole number of pixels.');
  return size;
}

await runCommand(program);
