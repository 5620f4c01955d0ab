import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { InvalidInputError, NotFoundError } from '../../models/errors';
import { writeOutput } from '../command-line/write-output';
import { repositoryRoot } from '../engines/repository-root';
import { writeSections } from '../readme/write-sections';
import { runCommand } from '../command-line/run-command';

const program = new Command('npm run readme --')
  .description('Write the tables in README.md: the models from their cards, the benchmarks from their results.')
  .option('--check', 'write nothing; fail where a table is not what the files say')
  .option('--file <path>', 'the text that holds the tables', join(repositoryRoot, 'README.md'))
  .action(async ({ check, file }: { readonly check?: true; readonly file: string }) => {
    const text = await readFile(file, 'utf8').catch((cause: unknown) => {
      throw new NotFoundError(`${file} cannot be read.`, { cause });
    });
    const wanted = await writeSections(text);
    if (text === wanted) return console.log('The tables are up to date.');
    if (check === true) throw new InvalidInputError('The tables are not what the files say. Run "npm run readme".');
    await writeOutput(file, wanted);
    console.log(`Wrote the tables in ${file}.`);
  });

await runCommand(program);
