import { Command } from 'commander';
import { recipes } from '../recipes/index';
import { recipeCommand } from '../recipes/command/recipe-command';
import { runCommand } from '../command-line/run-command';

const program = new Command('npm run train --')
  .description('Train a model. Each recipe has options of its own: npm run train -- <recipe> --help')
  .usage('<recipe> [options]');
// Only the recipe that is asked for is loaded; all of them for the list that the help shows.
const asked = process.argv[2] ?? '';
for (const [name, load] of Object.entries(recipes)) {
  if (!Object.hasOwn(recipes, asked) || asked === name) program.addCommand(recipeCommand(await load()));
}
await runCommand(program);
