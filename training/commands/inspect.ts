import { Command } from 'commander';
import { loadModel } from '../../models/artifact/load';
import { traceModel } from '../../models/graph/trace-model';
import { loadEngine, parseEngineName } from '../engines/load-engine';
import { findModel } from '../export/model-files';
import { layerTable } from '../graph/layer-table';
import { measureNodes } from '../graph/measure-nodes';
import { measureRoof } from '../graph/roof';
import { runCommand } from './run-command';

const program = new Command('npm run inspect --')
  .description('Show a model layer by layer: shapes, parameters, arithmetic, memory traffic, and where the time goes against what the machine can do.')
  .argument('<model>', 'a shipped model, or a folder that holds a card.json')
  .option('--engine <name>', 'which engine is measured; "npm run engines" lists them', 'auto')
  .action(async (name: string, options: { readonly engine: string }) => {
    const engineName = parseEngineName(options.engine);
    const { card, values } = await loadModel(await findModel(name));
    const engine = await loadEngine(engineName);
    const graph = traceModel(card, values);
    const { width, height } = card.input;
    console.log(`${card.name}, one picture of ${width} x ${height}, on ${engine.name} (${engine.description})`);
    const seconds = measureNodes(graph);
    if (seconds === undefined) {
      console.log(`No times: ${engine.name} works on its own while the program goes on.\n`);
      return console.log(layerTable(graph));
    }
    const roof = measureRoof();
    console.log(`This engine reaches ${gigas(roof.flops)}FLOP/s in a matrix product and copies ${gigas(roof.bytes)}B/s: above ${(roof.flops / roof.bytes).toFixed(1)} flop/byte arithmetic is the limit.\n`);
    console.log(layerTable(graph, { seconds, roof }));
  });

const gigas = (perSecond: number): string => `${(perSecond / 1e9).toPrecision(3)} G`;

await runCommand(program);
