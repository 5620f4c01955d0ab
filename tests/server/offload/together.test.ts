import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { CRASHES, SLOW, UNUSUAL } from './fake-engines';
import { Answers, type Answer, dialAndSelect, fakeEngines, frameOf, openHouse, select, type House } from './house';

const counted = async ({ offload }: House, name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(await offload.metrics.text())?.[1]);

/** A server with one worker that looks at `together` frames at once, and clients of it. */
async function crowd(together: number, count: number) {
  const house = await openHouse({ together }, { ...fakeEngines, patience: { loadMs: 60_000, frameMs: 60_000 } });
  await house.offload.start();
  const clients = await Promise.all(Array.from({ length: count }, async () => {
    const { socket } = await dialAndSelect(house.url);
    return { socket, answers: new Answers(socket) };
  }));
  const [holder, ...others] = clients;
  if (holder === undefined) throw new Error('nobody came');
  return {
    house, others,
    /** Keeps the worker busy until all that is sent meanwhile waits. */
    meanwhile: async (send: () => void) => {
      holder.socket.emit('frame', frameOf(0, { width: SLOW + 300 }));
      while (await counted(house, 'fovea_offload_busy_workers') !== 1) await new Promise((resolve) => setTimeout(resolve, 5));
      send();
      expect(await holder.answers.wordFor(0)).toBe('result');
    },
    close: async () => {
      for (const { socket } of clients) socket.close();
      await house.close();
    },
  };
}

/** What became of a frame: what the engine said of it, or why it was dropped. */
async function said(answers: Answers, id: number): Promise<string> {
  const answer = await answers.to(id);
  if (answer.type === 'dropped') return answer.reason;
  return answer.prediction.task === 'detection' ? answer.prediction.detections[0]?.label ?? '' : answer.prediction.task;
}

describe('frames of several clients', () => {
  it('that wait are looked at together, each kind by itself, and those that are too few alone', async () => {
    const { house, others, meanwhile, close } = await crowd(3, 7);
    const [, other] = others;
    await select(other?.socket ?? expect.fail(), { model: UNUSUAL });
    await meanwhile(() => others.forEach(({ socket }, client) => socket.emit('frame', frameOf(1, { width: 100 + client }))));
    const words = await Promise.all(others.map(({ answers }) => said(answers, 1)));
    const alike = words.filter((_, client) => client !== 1);
    expect(words[1]).toBe('instant at 224');
    expect(alike.sort()).toEqual([...new Array<string>(2).fill('instant at 320'), ...new Array<string>(3).fill('instant at 320, 3 together')]);
    for (const [client, { answers }] of others.entries()) expect(await answers.to(1)).toMatchObject({ prediction: { width: 100 + client } });
    expect(await counted(house, 'fovea_offload_frames_together_total')).toBe(3);
    await close();
  });

  it('are looked at alone where one is broken, which costs no other an answer', async () => {
    const { others, meanwhile, close } = await crowd(3, 4);
    await meanwhile(() => others.forEach(({ socket }, client) => socket.emit('frame', frameOf(1, client === 1 ? { picture: new Uint8Array(99) } : {}))));
    expect(await Promise.all(others.map(({ answers }) => said(answers, 1)))).toEqual(['instant at 320', 'undecodable', 'instant at 320']);
    await close();
  });

  it('are each tried once more alone where one crashes the worker, which costs no other an answer', async () => {
    const { house, others, meanwhile, close } = await crowd(3, 4);
    await meanwhile(() => others.forEach(({ socket }, client) => socket.emit('frame', frameOf(1, client === 1 ? { width: CRASHES } : {}))));
    expect(await Promise.all(others.map(({ answers }) => said(answers, 1)))).toEqual(['instant at 320', 'failed', 'instant at 320']);
    expect(await counted(house, 'fovea_offload_workers_replaced_total')).toBe(2);
    await close();
  });

  it('are seen as each would be alone, by real models', async () => {
    const house = await openHouse({ engine: 'wasm', together: 2 }, {});
    await house.offload.start();
    const pictures = await Promise.all(['people', 'bottles'].map(async (name) => {
      const picture = await readFile(`tests/fixtures/pictures/${name}.webp`);
      const { width, height } = await sharp(picture).metadata();
      return { width, height, picture };
    }));
    const clients = await Promise.all([1, 2, 3].map(async () => {
      const { socket } = await dialAndSelect(house.url);
      return { socket, answers: new Answers(socket) };
    }));
    const [first, ...others] = clients;
    const alone: (Answer | undefined)[] = [];
    for (const [id, picture] of pictures.entries()) {
      first?.socket.emit('frame', frameOf(id, picture));
      alone.push(await first?.answers.to(id));
    }
    expect(await counted(house, 'fovea_offload_frames_together_total')).toBe(0);
    for (let id = 0; await counted(house, 'fovea_offload_frames_together_total') === 0; id++) {
      first?.socket.emit('frame', frameOf(10 + id, pictures[0]));
      others.forEach(({ socket }, client) => socket.emit('frame', frameOf(id, pictures[client])));
      const answers = await Promise.all(others.map(({ answers }) => answers.to(id)));
      answers.forEach((answer, client) => {
        const expected = alone[client];
        if (answer.type !== 'result' || expected?.type !== 'result') throw new Error('a frame was dropped');
        expect(answer.prediction).toEqual(expected.prediction);
      });
    }
    for (const { socket } of clients) socket.close();
    await house.close();
  });
});
