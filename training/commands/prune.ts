import { join } from 'node:path';
import { Command, Option } from 'commander';
import { loadModel } from '../../models/artifact/load';
import { parseCount, parseScore, parseShare } from '../command-line/parse-number';
import { prunedCard } from '../compression/channels/pruned-card';
import { IMPORTANCES, pruneChannels } from '../compression/channels/prune-channels';
import { PLAN_DEFAULTS } from '../compression/channels/plan';
import { loadEngine } from '../engines/load-engine';
import { inDataFolder } from '../evaluation/evaluate-command';
import { exportModel } from '../export/export-model';
import { findModel } from '../export/model-files';
import { lossGradients } from '../tasks/classification/loss-gradients';
import { recalibrated } from '../tasks/classification/recalibrate';
import { runCommand } from '../command-line/run-command';

interface Options {
  readonly work: number;
  readonly importance: (typeof IMPORTANCES)[number];
  readonly pictures?: string;
  readonly batches: number;
  readonly multiple: number;
  readonly leastShare: number;
  readonly out?: string;
}

const program = new Command('npm run prune --')
  .description('Remove whole channels from a model, so that every engine has less to do. Which ones hang together is found out from its recorded network (DepGraph, Fang et al. 2023).')
  .argument('<model>', 'a shipped model, or a folder that holds a card.json')
  .requiredOption('--work <share>', 'of the multiply-adds that is to be left, 0 to 1', parseShare)
  .addOption(new Option('--importance <name>', 'by what channels are judged: the norm of their weights, the scales of batch normalisation, or what the loss loses to first order').choices(IMPORTANCES).default('norm'))
  .option('--pictures <folder>', 'with --importance taylor, of a classifier: training pictures of its size, one folder a class; on them batch normalisation is measured anew')
  .option('--batches <number>', 'with --pictures: batches of 64 to take gradients of', parseCount, 10)
  .option('--multiple <number>', 'channels of a layer go by so many at once', parseCount, PLAN_DEFAULTS.multiple)
  .option('--least-share <share>', 'of the channels of each layer that is kept', parseScore, PLAN_DEFAULTS.leastShare)
  .option('--out <folder>', 'where the model goes (default: runs/<name>-<work>)')
  .action(prune);

async function prune(nameOrFolder: string, { work, importance, pictures, batches, multiple, leastShare, out }: Options): Promise<void> {
  if ((importance === 'taylor') !== (pictures !== undefined)) program.error('error: expected --importance taylor and --pictures together: gradients are taken on pictures.');
  const model = await loadModel(await findModel(nameOrFolder));
  const name = `${model.card.name}-${Math.round(100 * work)}`;
  const directory = out ?? join('runs', name);
  if (pictures !== undefined) await loadEngine('auto');
  const some = pictures === undefined ? undefined : { folder: pictures, batches, batchSize: 64, seed: 1 };
  const gradients = some === undefined ? [] : await lossGradients(model, some);
  const pruned = await pruneChannels(model, { work, importance, gradients, multiple, leastShare });
  const command = `npm run prune -- ${model.card.name} --work ${work} --importance ${importance}${pictures === undefined ? '' : ` --pictures ${inDataFolder(pictures)} --batches ${batches}`} --multiple ${multiple} --least-share ${leastShare}`;
  const isApart = [...pruned.values.keys()].some((key) => key.includes('/norm/'));
  const text = prunedCard(model.card, pruned, { name, command });
  const values = isApart && some !== undefined ? await recalibrated({ card: text, values: pruned.values }, some) : pruned.values;
  const card = await exportModel({ directory, card: text, values, batchNorm: isApart ? 'keep' : 'fold' });
  const left = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;
  console.log(`${directory}: ${left(card.multiplyAdds, model.card.multiplyAdds)} of the multiply-adds and ${left(card.parameters, model.card.parameters)} of the parameters of ${model.card.name} are left. "npm run evaluate -- --model ${directory} … --record" puts its figures on its card.`);
}

await runCommand(program);
