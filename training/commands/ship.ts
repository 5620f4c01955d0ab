import { join } from 'node:path';
import { Command } from 'commander';
import { repositoryRoot } from '../engines/repository-root';
import { parsePredictorEngine } from '../engines/open-predictor';
import { modelsDirectory } from '../export/model-files';
import { shipModel } from '../export/ship';
import { runCommand } from '../command-line/run-command';

interface Options {
  readonly models: string;
  readonly readme: string;
  readonly engine: string;
  readonly dryRun?: true;
}

const program = new Command('npm run ship --')
  .description('Ship the model of a run: check it, copy it to public/models under its name, write the catalogue and the tables of the README.')
  .argument('<folder>', 'of the run, or of its model')
  .option('--dry-run', 'check, and say what would be written')
  .option('--engine <name>', 'which engine tries it; "npm run engines" lists them', 'auto')
  .option('--models <folder>', 'where the shipped models lie', modelsDirectory)
  .option('--readme <file>', 'the text that holds the tables', join(repositoryRoot, 'README.md'))
  .action(async (folder: string, { models, readme, engine, dryRun }: Options) => {
    const { card, files, before } = await shipModel(folder, { models, readme, engine: parsePredictorEngine(engine), dryRun: dryRun === true });
    const what = before === undefined ? 'a new model' : before.weights.sha256 === card.weights.sha256 ? 'with the weights that are shipped' : 'in the place of other weights';
    console.log(`${dryRun === true ? 'Nothing is wrong; this would ship' : 'Shipped'} ${card.name}, ${what}:\n${files.join('\n')}\nand the tables of ${readme}`);
  });

await runCommand(program);
