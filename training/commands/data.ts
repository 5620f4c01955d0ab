import { join, resolve } from 'node:path';
import { Presets, SingleBar } from 'cli-progress';
import { Command } from 'commander';
import { NotFoundError } from '../../models/errors';
import { parseCount } from '../command-line/parse-number';
import { writeOutput } from '../command-line/write-output';
import { defaultAugment } from '../data/augment/augment';
import { readCocoRecords } from '../data/sources/coco/coco-records';
import { contactSheet } from '../data/pictures/contact-sheet';
import { prepareSet } from '../data/download/prepare-set';
import { downloadableSets, downloadBytes } from '../data/download/sets';
import { Problems } from '../data/problems';
import { runCommand } from '../command-line/run-command';

const program = new Command('npm run data --')
  .description('Get data sets, and look at what training sees of them.')
  .usage('<set> [options] | --list | sheet [options]')
  .argument('[set]', `one of ${downloadableSets.map(({ name }) => name).join(', ')}`)
  .option('--dir <folder>', 'where the data sets lie; each becomes a folder in it', 'data')
  .option('--keep-archives', 'keep what was downloaded after it is unpacked')
  .option('--list', 'list the sets with their size and licence')
  .action(async (name: string | undefined, options: { dir: string; keepArchives?: true; list?: true }) => {
    if (options.list) list();
    else if (name === undefined) program.help({ error: true });
    else await download(name, options.dir, options.keepArchives ?? false);
  });

program.command('sheet')
  .description('A picture of training pictures with their boxes, as they enter the network')
  .requiredOption('--annotations <file>', "annotations in COCO's format")
  .requiredOption('--images <folder>', "the folder of the annotations' pictures")
  .requiredOption('--out <file>', 'the PNG to write')
  .option('--augment', 'with random scale, shift, mirror and colours')
  .option('--count <number>', 'pictures', parseCount, 16)
  .option('--size <pixels>', "side of the network's input", parseCount, 320)
  .option('--seed <text>', 'other pictures, other chances', '1')
  .action(async ({ annotations, images, out, augment, count, size, seed }: SheetOptions) => {
    const problems = new Problems();
    const { records, categories } = await readCocoRecords({ annotations, images, problems });
    await writeOutput(out, await contactSheet({ records, categories, count, size, augment: augment ? defaultAugment : false, seed, problems }));
    for (const line of problems.lines()) console.log(line);
    console.log(`Wrote ${resolve(out)}.`);
  });

interface SheetOptions {
  readonly annotations: string;
  readonly images: string;
  readonly out: string;
  readonly augment?: true;
  readonly count: number;
  readonly size: number;
  readonly seed: string;
}

await runCommand(program);

function list(): void {
  for (const set of downloadableSets) {
    console.log(`${set.name.padEnd(12)} ${gigabytes(downloadBytes(set)).padStart(8)}  ${set.what}`);
    console.log(`${' '.repeat(23)}Licence: ${set.licence}.`);
  }
}

async function download(name: string, dir: string, keepArchives: boolean): Promise<void> {
  const set = downloadableSets.find((known) => known.name === name);
  if (!set) throw new NotFoundError(`There is no set "${name}"; choose ${downloadableSets.map((known) => known.name).join(', ')}. "npm run data -- --list" describes them.`);
  console.log(`${set.what}. ${gigabytes(downloadBytes(set))}. Licence: ${set.licence}.`);
  const problems = new Problems();
  const bar = new SingleBar({ format: '{bar} {percentage}% of {size}, {eta_formatted} left' }, Presets.shades_classic);
  try {
    const folder = await prepareSet(set, {
      dir: resolve(dir),
      problems,
      keepArchives,
      report: (line) => {
        bar.stop();
        console.log(line);
      },
      progress: ({ sizeBytes }, doneBytes) => {
        if (!bar.isActive) bar.start(sizeBytes, doneBytes, { size: gigabytes(sizeBytes) });
        bar.update(doneBytes);
      },
    });
    for (const line of problems.lines()) console.log(line);
    console.log(set.convert?.from === 'cifar' || set.convert?.from === 'mnist' ? `${set.name} is in ${folder}.` : `${set.name} is in ${folder}. See it: npm run data -- sheet --annotations ${join(folder, 'val.json')} --images ${join(folder, 'images')} --out sheet.png`);
  } finally {
    bar.stop();
  }
}

function gigabytes(bytes: number): string {
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
