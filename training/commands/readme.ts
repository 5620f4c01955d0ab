import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { InvalidInputError, NotFoundError } from '../../models/errors';
import { repositoryRoot } from '../engines/repository-root';
import { shippedCards } from '../export/model-files';
import { replaceModelsTable } from '../export/models-table';
import { writeAside } from '../loop/write-aside';
import { runCommand } from './run-command';

const program = new Command('npm run readme --')
  .description('Write the table of models in README.md from the cards in public/models.')
  .option('--check', 'write nothing; fail where the table is not what the cards say')
  .option('--file <path>', 'the text that holds the table', join(repositoryRoot, 'README.md'))
  .action(async ({ check, file }: { readonly check?: true; readonly file: string }) => {
    const text = await readFile(file, 'utf8').catch((cause: unknown) => {
      throw new NotFoundError(`${file} cannot be read.`, { cause });
    });
    const wanted = replaceModelsTable(text, await shippedCards());
    if (text === wanted) {
      console.log('The table of models is up to date.');
      return;
    }
    if (check === true) throw new InvalidInputError('The table of models is not what the cards say. Run "npm run readme".');
    await writeAside(file, wanted);
    console.log(`Wrote the table of models in ${file}.`);
  });

await runCommand(program);
