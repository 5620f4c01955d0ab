import { Command, InvalidArgumentError } from 'commander';
import { loadModel } from '../../models/artifact/load';
import { averageModels } from '../export/average-models';
import { exportModel } from '../export/export-model';
import { findModel } from '../export/model-files';
import { runCommand } from '../command-line/run-command';

interface Ingredient {
  readonly name: string;
  readonly share: number;
}

const program = new Command('npm run average --')
  .description('Average the weights of several trainings of one network that had the same start: often better than any of them, at the cost of one.')
  .argument('<models...>', 'shipped models or folders that hold a card.json, each with what it counts: NAME=SHARE; the card is the first one’s', parseIngredient, [])
  .requiredOption('--out <folder>', 'where the model goes')
  .action(async (ingredients: readonly Ingredient[], { out }: { readonly out: string }) => {
    if (ingredients.length < 2) program.error('error: expected at least two models.');
    const all = await Promise.all(ingredients.map(async ({ name, share }) => ({ model: await loadModel(await findModel(name)), share })));
    const command = `npm run average -- ${ingredients.map(({ name, share }) => `${name}=${share}`).join(' ')} --out ${out}`;
    const card = await exportModel({ directory: out, ...averageModels(all, command) });
    console.log(`${out}: ${card.title}, ${(card.weights.sizeBytes / 1e6).toFixed(1)} MB. "npm run evaluate -- --model ${out} … --record" puts its figures on its card.`);
  });

function parseIngredient(text: string, before: readonly Ingredient[]): readonly Ingredient[] {
  const [, name, share] = /^(.+)=([\d.]+)$/.exec(text) ?? [];
  if (name === undefined || !(Number(share) > 0)) throw new InvalidArgumentError('Expected NAME=SHARE with a share above 0, such as runs/a/model=0.5.');
  return [...before, { name, share: Number(share) }];
}

await runCommand(program);
