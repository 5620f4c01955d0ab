import { existsSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, truncate, unlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Card } from '../../../models/artifact/card';
import { sha256 } from '../../../models/artifact/sha256';
import { openServedModels, servedCard, servedModelsOf } from '../../../server/offload/served-models';
import { tinyCard } from '../../models/artifact/tiny-card';

const { input } = tinyCard();

describe('the shelf of models', () => {
  it('puts what a device can run too first, though what only the server runs be better', () => {
    const metrics = [{ name: 'AP', value: 0.9, scope: 'all', dataset: 'some', command: '' }];
    const shelf = servedModelsOf([
      { card: tinyCard({ name: 'heavy', metrics, runsOn: 'server' }), folder: '/heavy', onDevice: false },
      { card: tinyCard({ name: 'start', role: 'initial' }), folder: '/start', onDevice: true },
      { card: tinyCard({ name: 'light' }), folder: '/light', onDevice: true },
    ]);
    expect(shelf.offered.map(({ name, onDevice }) => [name, onDevice])).toEqual([['light', true], ['start', true], ['heavy', false]]);
    expect(shelf.folders).toEqual({ heavy: '/heavy', start: '/start', light: '/light' });
    expect(shelf.cards.light).toEqual({ name: 'light', title: 'Tiny', task: 'classification', input, categories: tinyCard().categories, scoreThreshold: 0.1 });
  });

  it('serves a model at its own size, at one of its others, or at the largest', () => {
    const card = tinyCard({ input: { ...input, sizes: [16, 64] } });
    const width = (size: number | 'largest' | undefined) => servedCard(card, size).input.width;
    expect([width(undefined), width(16), width('largest')]).toEqual([32, 16, 64]);
    expect(() => width(48)).toThrow('it serves 16, 32, 64');
    const oblong = tinyCard({ input: { ...input, height: 64 } });
    expect(servedCard(oblong, 'largest')).toBe(oblong);
  });
});

describe('a folder of models of the server', () => {
  let directory: string;
  let leftOut: [string, string][];
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'fovea-models-'));
    leftOut = [];
  });
  afterEach(() => rm(directory, { recursive: true }));

  const open = (folder = directory) => openServedModels(folder, (path, reason) => leftOut.push([path, reason]));
  const weights = Buffer.from('weights');
  const card = (name: string, changes: Partial<Card> = {}) => tinyCard({ name, weights: { file: 'w', sizeBytes: weights.length, sha256: sha256(weights), dtype: 'float16' }, ...changes });

  /** A model that can be served, in a folder of its own; `spoil` is told its card and weights. */
  async function put(folder: string, content: Card, spoil: (cardFile: string, weightsFile: string) => unknown = () => undefined): Promise<void> {
    const path = join(directory, folder);
    await mkdir(path);
    const files = [join(path, 'card.json'), join(path, 'w')] as const;
    await writeFile(files[0], JSON.stringify(content));
    await writeFile(files[1], weights);
    await spoil(...files);
  }
  /** Other things in the place of a file. */
  const become = {
    nothing: (file: string) => unlink(file),
    aFolder: async (file: string) => {
      await unlink(file);
      await mkdir(file);
    },
    aPipe: async (file: string) => {
      await unlink(file);
      expect(spawnSync('mkfifo', [file]).status).toBe(0);
    },
    aSocket: async (file: string) => {
      await unlink(file);
      const server = createServer().listen(file);
      await new Promise((resolve) => server.once('listening', resolve));
      closing.push(() => server.close());
    },
    linkTo: (target: string) => async (file: string) => {
      await unlink(file);
      await symlink(target, file);
    },
  };
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  it('is the server\'s alone, beside what is shipped; links to folders count, what lies beside them does not', async () => {
    await put('heavy', card('heavy'));
    await put('.hidden', card('hidden'));
    await writeFile(join(directory, 'README'), 'beside');
    await put('elsewhere', card('linked'));
    await mkdir(join(directory, '.away'));
    await symlink(join(directory, 'elsewhere'), join(directory, 'again'));
    const { offered, folders } = await open();
    expect(offered.filter(({ onDevice }) => onDevice).map(({ name }) => name)).toContain('nanodet-plus-coco');
    expect(offered.filter(({ onDevice }) => !onDevice).map(({ name }) => name)).toEqual(['heavy', 'linked']);
    expect(folders.heavy).toBe(join(directory, 'heavy'));
    expect(leftOut).toEqual([[join(directory, 'elsewhere'), `it is called 'linked', as the model in ${join(directory, 'again')} is`]]);
  });

  it.skipIf(process.platform === 'win32').each<[string, string, RegExp, (cardFile: string, weightsFile: string) => unknown]>([
    ['no card', 'card.json', /no such file/, become.nothing],
    ['a folder as card', 'card.json', /not a plain file/, become.aFolder],
    ['a pipe as card', 'card.json', /not a plain file/, become.aPipe],
    ['a socket as card', 'card.json', /ENXIO/, become.aSocket],
    ['a device as card', 'card.json', /not a plain file/, become.linkTo('/dev/zero')],
    ['a card that is a link to itself', 'card.json', /ELOOP/, become.linkTo('card.json')],
    ['a card of a terabyte', 'card.json', /has 1099511627776 bytes/, (file) => truncate(file, 2 ** 40)],
    ['an empty card', 'card.json', /not JSON/, (file) => truncate(file, 0)],
    ['a card that is not JSON', 'card.json', /not JSON/, (file) => writeFile(file, '{"format": 1,')],
    ['a card that is another thing', 'card.json', /not one that can be read.*format/, (file) => writeFile(file, '{"name": "bad"}')],
    ['no weights', 'w', /no such file/, (_card, file) => become.nothing(file)],
    ['a pipe as weights', 'w', /not a plain file/, (_card, file) => become.aPipe(file)],
    ['weights of another size', 'w', /it has 3 bytes; its card says 7/, (_card, file) => truncate(file, 3)],
    ['weights of another model', 'w', /the SHA-256 differs/, (_card, file) => writeFile(file, 'WEIGHTS')],
  ])('with a model that has %s is served without it, and says so in a line (not on Windows)', async (_what, file, reason, spoil) => {
    await put('bad', card('bad'), spoil);
    await put('good', card('good'));
    const { offered } = await open();
    expect(offered.filter(({ onDevice }) => !onDevice).map(({ name }) => name)).toEqual(['good']);
    expect(leftOut).toEqual([[join(directory, 'bad', file), expect.stringMatching(reason)]]);
    expect(leftOut.join('')).not.toContain('\n');
  });

  it('does not take the name of what is shipped', async () => {
    await put('mine', card('nanodet-plus-coco'));
    const { folders } = await open();
    expect(folders['nanodet-plus-coco']).not.toContain(directory);
    expect(leftOut).toEqual([[join(directory, 'mine'), expect.stringMatching(/^it is called 'nanodet-plus-coco', as the model in .*public.*is$/)]]);
  });

  it.each<[string, (path: string) => unknown, RegExp]>([
    ['is not there', () => undefined, /no such file/],
    ['is empty', (path) => mkdir(path), /there is no model in it; expected folders that hold a card.json each$/],
    ['is a file', (path) => writeFile(path, ''), /not a directory/],
    ['is the folder of a model', async (path) => {
      await mkdir(path);
      await writeFile(join(path, 'card.json'), '{}');
    }, /this is one: name the folder above it/],
  ])('that %s leaves the shipped ones', async (_what, make, reason) => {
    const path = join(directory, 'given');
    await make(path);
    const { offered } = await open(path);
    expect(offered.length).toBeGreaterThan(1);
    expect(offered.filter(({ name }) => !existsSync(join('public', 'models', name, 'card.json')))).toEqual([]);
    expect(leftOut).toEqual([[path, expect.stringMatching(reason)]]);
  });
});
