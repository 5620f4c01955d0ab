import { Command } from 'commander';
import { atSize } from '../../models/artifact/input-size';
import { loadModel } from '../../models/artifact/load';
import { parseCount } from '../command-line/parse-number';
import { parsePredictorEngine, withEngine } from '../engines/open-predictor';
import { findModel } from '../export/model-files';
import { layerTable } from '../graph/layer-table';
import { measureModel } from '../graph/measure-model';
import { runCommand } from '../command-line/run-command';

interface Options {
  readonly engine: string;
  readonly size?: number;
  readonly all?: true;
}

const program = new Command('npm run inspect --')
  .description('Show a model layer by layer, as an engine runs it: shapes, parameters, arithmetic, memory traffic, and where the time goes against what the machine can do.')
  .argument('<model>', 'a shipped model, or a folder that holds a card.json')
  .option('--engine <name>', 'which engine is measured, by default the one that answers best here; "npm run engines" lists them', 'auto')
  .option('--size <pixels>', 'side of the input, one of those that the model serves (default: the one on its card)', parseCount)
  .option('--all', 'a line for every node as well, where a layer or a part has several')
  .action(async (name: string, { engine: engineName, size, all }: Options) => {
    const wanted = parsePredictorEngine(engineName);
    const { card: own, values } = await loadModel(await findModel(name));
    const card = atSize(own, size);
    await withEngine(wanted, async (engine) => {
      const { graph, measured } = await measureModel({ card, values }, engine);
      console.log(`${card.name}, one picture of ${card.input.width} x ${card.input.height}, on ${engine.name} (${engine.description})`);
      console.log(measured === undefined
        ? `No times: ${engine.name} works on its own while the program goes on.\n`
        : `This engine reaches ${gigas(measured.roof.flops)}FLOP/s in a matrix product and copies ${gigas(measured.roof.bytes)}B/s.\n"Of roof" is an estimate of how near to that a line comes; what a cache holds comes higher.\n`);
      console.log(layerTable(graph, measured, all));
      if (all === true && 'profile' in engine) console.log('\nonnxruntime merges nodes, so only whole layers have a time.');
    });
  });

const gigas = (perSecond: number): string => `${(perSecond / 1e9).toPrecision(3)} G`;

await runCommand(program);
