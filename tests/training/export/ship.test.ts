import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Card } from '../../../models/artifact/card';
import { parseCatalogue } from '../../../models/artifact/catalogue';
import { parseCard } from '../../../models/artifact/load-card';
import { repositoryRoot } from '../../../models/node/repository-root';
import { modelsDirectory } from '../../../training/export/model-files';
import { shipModel } from '../../../training/export/ship';

const NAME = 'nanodet-plus-coco';

describe('shipModel', () => {
  let folder = '';
  let [models, run, readme] = ['', '', ''];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fovea-ship-'));
    [models, run, readme] = [join(folder, 'models'), join(folder, 'run'), join(folder, 'README.md')];
    mkdirSync(models);
    cpSync(join(modelsDirectory, NAME), join(run, 'model'), { recursive: true });
    writeFileSync(readme, readFileSync(join(repositoryRoot, 'README.md')));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const ship = (dryRun = false) => shipModel(run, { models, readme, engine: 'wasm', dryRun });
  const cardOf = (directory: string): Card => parseCard(readFileSync(join(directory, 'card.json'), 'utf8'));
  const change = (directory: string, changes: Partial<Card>) => writeFileSync(join(directory, 'card.json'), JSON.stringify({ ...cardOf(directory), ...changes }));

  it('copies a model, and brings catalogue and README up to date; without a hand on anything when dry', async () => {
    const files = ['model.safetensors', 'evaluation.json', 'card.json'].map((file) => join(models, NAME, file));
    const text = readFileSync(readme, 'utf8');
    expect(await ship(true)).toMatchObject({ files, before: undefined });
    expect(readdirSync(models)).toEqual([]);
    expect(readFileSync(readme, 'utf8')).toBe(text);

    change(join(run, 'model'), { summary: 'Finds what it finds.' });
    await ship();
    for (const file of readdirSync(join(run, 'model'))) expect(readFileSync(join(models, NAME, file)).equals(readFileSync(join(run, 'model', file))), file).toBe(true);
    expect(parseCatalogue(JSON.parse(readFileSync(join(models, 'catalogue.json'), 'utf8'))).models.map(({ name, summary }) => [name, summary])).toEqual([[NAME, 'Finds what it finds.']]);
    expect(readFileSync(readme, 'utf8')).toContain(`| \`${NAME}\` | Finds what it finds. |`);

    change(join(run, 'model'), { summary: 'Finds more.' });
    expect((await ship()).before?.summary).toBe('Finds what it finds.');
    expect(cardOf(join(models, NAME)).summary).toBe('Finds more.');
    await expect(shipModel(join(models, NAME), { models, readme, engine: 'wasm', dryRun: false })).rejects.toThrow(/is among the shipped models already/);
  });

  it('says all that is not right at once, and writes nothing', async () => {
    const heavy = join(models, 'heavy');
    cpSync(join(run, 'model'), heavy, { recursive: true });
    change(heavy, { name: 'heavy' });
    writeFileSync(join(heavy, 'model.safetensors'), new Uint8Array(58e6));
    cpSync(join(run, 'model'), join(models, NAME), { recursive: true });
    change(join(run, 'model'), { parent: { name: 'another', source: '', licence: '', what: '' }, metrics: [] });
    const before = readFileSync(join(models, NAME, 'card.json'));
    await expect(ship()).rejects.toThrow(new RegExp(
      `^'${NAME}' is not shipped\\.\nThe shipped model of that name began from NanoDet-Plus-m-1\\.5x 416, this one from another: .*\nIts card has no metrics; .*\nAll shipped models together would be 63\\.\\d MB; expected at most 60\\.0 MB\\.`,
    ));
    expect(readFileSync(join(models, NAME, 'card.json'))).toEqual(before);
    expect(existsSync(join(models, 'catalogue.json'))).toBe(false);
  });

  it('refuses what was measured with other weights, weights that are damaged, and a network that cannot run', async () => {
    const evaluation = join(run, 'model', 'evaluation.json');
    writeFileSync(evaluation, readFileSync(evaluation, 'utf8').replace(/"weights": "\w+"/, `"weights": "${'0'.repeat(64)}"`));
    await expect(ship()).rejects.toThrow(/evaluation\.json is of other weights/);
    rmSync(evaluation);
    change(join(run, 'model'), { network: { name: 'faster-rcnn', options: {} } });
    await expect(ship()).rejects.toThrow(/There is no evaluation\.json beside its card; .*\nIt cannot look at a picture: /);
    const weights = join(run, 'model', 'model.safetensors');
    writeFileSync(weights, readFileSync(weights).fill(0, 1000, 1001));
    await expect(ship()).rejects.toThrow(/SHA-256|sha256/i);
    await expect(shipModel(folder, { models, readme, engine: 'wasm', dryRun: true })).rejects.toThrow(/There is no card\.json in .*expected a run/);
  });
});
