import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NotFoundError } from '../../../models/errors';
import { openShelf, servedCard, shelfOf } from '../../../server/offload/model-shelf';
import { tinyCard } from '../../models/artifact/tiny-card';

const { input } = tinyCard();

describe('the shelf of models', () => {
  it('puts what a device can run too first, though what only the server runs be better', () => {
    const metrics = [{ name: 'AP', value: 0.9, scope: 'all', dataset: 'some', command: '' }];
    const shelf = shelfOf([
      { card: tinyCard({ name: 'heavy', metrics, runsOn: 'server' }), folder: '/heavy', onDevice: false },
      { card: tinyCard({ name: 'start', role: 'initial' }), folder: '/start', onDevice: true },
      { card: tinyCard({ name: 'light' }), folder: '/light', onDevice: true },
    ]);
    expect(shelf.offered.map(({ name, onDevice }) => [name, onDevice])).toEqual([['light', true], ['start', true], ['heavy', false]]);
    expect(shelf.folders).toEqual({ heavy: '/heavy', start: '/start', light: '/light' });
    expect(shelf.cards.light).toEqual({ name: 'light', title: 'Tiny', input, categories: tinyCard().categories, scoreThreshold: 0.1 });
  });

  it('holds what is shipped and, as the server\'s alone, what lies in a folder of the server', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fovea-models-'));
    await expect(openShelf(folder)).rejects.toThrow(NotFoundError);
    await mkdir(join(folder, 'heavy'));
    await writeFile(join(folder, 'heavy', 'card.json'), JSON.stringify(tinyCard({ name: 'heavy' })));
    const { offered, folders } = await openShelf(folder);
    expect(offered.find(({ name }) => name === 'heavy')?.onDevice).toBe(false);
    expect(offered.filter(({ onDevice }) => onDevice).map(({ name }) => name)).toContain('nanodet-plus-coco');
    expect(folders.heavy).toBe(join(folder, 'heavy'));
    await rm(folder, { recursive: true });
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
