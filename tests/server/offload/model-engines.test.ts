import pino from 'pino';
import { expect, it } from 'vitest';
import { UNRUNNABLE, UNUSUAL } from './fake-engines';
import { Answers, dialAndSelect, fakeEngines, frameOf, openHouse, select } from './house';

it('a model that the fastest engine does not run is looked with on the next, one that none runs is refused, and the others go on', async () => {
  const lines: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
  const house = await openHouse({ workers: 2 }, { ...fakeEngines, engineNames: ['missing', 'plain', 'quick'] }, log);
  expect((await house.offload.start()).name).toBe('quick');
  const [one, two] = await Promise.all([dialAndSelect(house.url), dialAndSelect(house.url)]);
  const clients = [one, two].map(({ socket }) => ({ socket, answers: new Answers(socket) }));
  let id = 0;
  const wordsFor = async (model: string, size?: number | 'largest') => Promise.all(clients.map(async ({ socket, answers }) => {
    await select(socket, { model, size });
    const mine = ++id;
    socket.emit('frame', frameOf(mine));
    const answer = await answers.to(mine);
    if (answer.type === 'dropped') return answer.reason;
    return answer.prediction.task === 'detection' ? answer.prediction.detections[0]?.label : answer.prediction.task;
  }));
  const everywhere = (word: string) => [word, word];
  for (let round = 0; round < 3; round++) {
    expect(await wordsFor('nanodet-plus-coco')).toEqual(everywhere('quick at 320'));
    expect(await wordsFor(UNUSUAL)).toEqual(everywhere('plain at 224'));
    expect(await wordsFor(UNRUNNABLE)).toEqual(everywhere('unrunnable'));
    expect(await wordsFor('gfl-shufflenet-v2-pan', 'largest')).toEqual(everywhere('quick at 512'));
  }
  await expect(wordsFor('gfl-shufflenet-v2-pan', 300)).rejects.toThrow('unknown_size');
  const metrics = await house.offload.metrics.text();
  expect(metrics.match(/^fovea_offload_model_engine.*$/gm)?.sort()).toEqual([
    `fovea_offload_model_engine{model="${UNRUNNABLE}",engine="none"} 1`,
    'fovea_offload_model_engine{model="gfl-shufflenet-v2-pan",engine="quick"} 1',
    `fovea_offload_model_engine{model="${UNUSUAL}",engine="plain"} 1`,
    'fovea_offload_model_engine{model="nanodet-plus-coco",engine="quick"} 1',
  ]);
  expect(metrics).toContain('fovea_offload_workers_replaced_total 0');
  const about = lines.map((line) => JSON.parse(line) as { readonly msg: string; readonly model?: string }).map(({ msg, model }) => `${msg}: ${model ?? ''}`);
  expect(about.sort()).toEqual([`a model runs on another engine: ${UNUSUAL}`, `no engine runs a model: ${UNRUNNABLE}`]);
  for (const { socket } of clients) socket.close();
  await house.close();
});
