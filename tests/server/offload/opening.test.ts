import { afterAll, expect, it } from 'vitest';
import { SLOW, THOROUGH_MS } from './fake-engines';
import { Answers, dialAndSelect, fakeEngines, frameOf, openHouse, select } from './house';

const house = await openHouse({ workers: 2 }, { ...fakeEngines, engineNames: ['thorough'] });
await house.offload.start();
afterAll(() => house.close());

async function client(model?: string) {
  const { socket } = await dialAndSelect(house.url);
  if (model !== undefined) await select(socket, { model });
  const answers = new Answers(socket);
  let id = 0;
  const look = async (change: Parameters<typeof frameOf>[1] = {}) => {
    socket.emit('frame', frameOf(++id, change));
    const answer = await answers.to(id);
    if (answer.type === 'dropped') return answer.reason;
    return answer.prediction.task === 'detection' ? answer.prediction.detections[0]?.label : answer.prediction.task;
  };
  return { look, close: () => socket.close() };
}

/** Seconds that frames with a result waited for their models to be opened. */
const opened = async () => Number(/^fovea_offload_seconds_sum\{stage="open"\} (\S+)$/m.exec(await house.offload.metrics.text())?.[1]);

it('a frame whose deadline passes while its model is opened is late, and the next finds it open', async () => {
  const { look, close } = await client('mobilenet-v2-imagenet');
  expect(await look({ deadlineMs: 50 })).toBe('late');
  expect(await look()).toMatch(/opened 2$/);
  expect(await opened()).toBeLessThan(THOROUGH_MS / 1000);
  close();
});

it('what the opening took is told apart from waiting', async () => {
  const before = await opened();
  const { look, close } = await client('faster-rcnn-shufflenet-v2-pan-320');
  await look();
  expect(await opened() - before).toBeGreaterThan((THOROUGH_MS - 50) / 1000);
  close();
});

it('a frame goes to the worker that has its model open, and the first model is open in all of them', async () => {
  const [usual, other] = [await client(), await client('nanodet-plus-coco')];
  const busy = usual.look({ width: SLOW + 2 * THOROUGH_MS });
  const first = await other.look();
  expect(await busy).toMatch(/opened 1$/);
  expect(await usual.look()).toMatch(/opened 1$/);
  for (let frame = 0; frame < 4; frame++) expect(await other.look()).toBe(first);
  usual.close();
  other.close();
});
