// `npm run train` with the test's recipe, for tests that need a process of its own.
import { Command } from 'commander';
import { runCommand } from '../../../training/command-line/run-command';
import { recipeCommand } from '../../../training/recipes/command/recipe-command';
import { regressionRecipe } from './regression-recipe';

await runCommand(new Command('npm run train --').addCommand(recipeCommand(regressionRecipe)));
