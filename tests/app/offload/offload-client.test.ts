import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { OffloadClient, type OffloadOptions } from '../../../app/offload/offload-client';
import type { OffloadState } from '../../../app/offload/offload-connection';
import type { ServerFrameResult } from '../../../app/offload/offload-result';
import type { Trouble } from '../../../app/offload/offload-messages-en';
import { epochMs } from '../../../app/looker/messages';
import type { ServedCard } from '../../../models/protocol/messages';
import { SLOW, UNRUNNABLE } from '../../server/offload/fake-engines';
import { smallJpeg, type House } from '../../server/offload/house';
import { thinNetwork } from '../../server/offload/thin-network';
import { Random } from '../../../models/tensor/random';
import { openClockedHouse } from './clocked-house';
import { pass, passing, until, runOnTestClock } from './test-clock';

runOnTestClock();

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await passing(Promise.resolve(close()));
});

interface Picture {
  close(): void;
}

/** A client, with what it was told, and pictures that notice how often they are closed. */
function client(url: string, options: Partial<OffloadOptions<Picture>> = {}) {
  const states: OffloadState['status'][] = [];
  const sights: ServerFrameResult[] = [];
  const drops: string[] = [];
  const selected: ServedCard[] = [];
  const unserved: Trouble[] = [];
  const pictures = { made: 0, closed: 0, encoded: 0 };
  const offload = new OffloadClient<Picture>({
    url,
    encode: () => {
      pictures.encoded++;
      return Promise.resolve(smallJpeg);
    },
    budgetMs: 60_000,
    ...options,
  }, {
    onState: ({ status }) => states.push(status),
    onSilence: () => undefined,
    onSelected: (card) => selected.push(card),
    onUnserved: (because) => unserved.push(because),
    onResult: (sight) => sights.push(sight),
    onDrop: (reason) => drops.push(reason),
  });
  open.push(() => offload.forbid());
  const picture = (): Picture => {
    pictures.made++;
    return { close: () => pictures.closed++ };
  };
  return {
    offload, states, sights, drops, selected, unserved, pictures,
    look: (width = 320) => offload.look(picture(), { width, height: 240 }, performance.timeOrigin + performance.now()),
    /** Until the connection is there and the model is chosen. */
    ready: () => until(() => offload.free),
  };
}

async function house(...given: Parameters<typeof openClockedHouse>): Promise<House> {
  const opened = await openClockedHouse(...given);
  open.push(() => opened.close());
  return opened;
}

const model = 'nanodet-plus-coco';
/** A port at which no server is. */
const NOBODY = 9;

/** A client of a server whose worker runs, connected, the model chosen. */
async function connected() {
  const { url } = await house();
  const made = client(url);
  made.offload.select({ model });
  made.offload.allow();
  await made.ready();
  return made;
}

describe('OffloadClient', () => {
  it('does not even call the server before the person has agreed, and falls silent at once when they no longer do', async () => {
    let calls = 0;
    const silent = createServer((socket) => {
      calls++;
      socket.destroy();
    });
    const port = await new Promise<number>((resolve) => {
      silent.listen(0, '127.0.0.1', () => {
        const address = silent.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    open.push(() => silent.close());
    const { offload, look, pictures, states } = client(`http://127.0.0.1:${port}`);
    offload.select({ model });
    for (let i = 0; i < 5; i++) look();
    await pass(300);
    expect([calls, pictures.encoded, states]).toEqual([0, 0, []]);
    expect(pictures.closed).toBe(5);
    offload.allow();
    await until(() => states.includes('lost'));
    expect(calls).toBeGreaterThan(0);
    offload.forbid();
    const after = calls;
    await pass(800);
    expect(calls).toBe(after);
    expect(states.at(-1)).toBe('off');
  });

  it('brings answers in the frame\'s own pixels, with where the time went, and closes every picture', async () => {
    const { offload, look, sights, pictures } = await connected();
    for (let i = 1; i <= 5; i++) {
      look();
      await until(() => sights.length === i);
    }
    for (const sight of sights) {
      expect(sight).toMatchObject({ model, prediction: { width: 320, height: 240 } });
      expect(sight.pictureBytes).toBe(smallJpeg.length);
      expect(sight.latencyMs).toBeCloseTo(sight.networkMs + sight.timings.totalMs + sight.encodeMs, -3);
    }
    expect(offload.bytesPerSecond).toBeGreaterThan(0);
    expect([pictures.made, pictures.closed]).toEqual([5, 5]);
  });

  it('tells nobody of an answer that comes too late, unless it is to a single frame', async () => {
    const { url } = await house();
    const { offload, look, ready, sights, drops } = client(url, { budgetMs: 1000 });
    offload.select({ model });
    offload.allow();
    await ready();
    look(SLOW + 1200);
    await until(() => drops.length === 1);
    expect([drops, sights]).toEqual([['late'], []]);
    await ready();
    let closed = 0;
    const examined = offload.predictOnce({ close: () => closed++ }, { width: SLOW + 1200, height: 240 }, epochMs());
    expect(offload.free).toBe(false);
    expect(await passing(examined)).toMatchObject({ model, prediction: { width: SLOW + 1200 } });
    expect([closed, drops, sights]).toEqual([1, ['late'], []]);
    await ready();
    const cut = offload.predictOnce({ close: () => undefined }, { width: SLOW + 1200, height: 240 }, epochMs());
    offload.forbid();
    expect(await cut).toBeUndefined();
  });

  it('keeps the newest picture while one is on its way, and encodes no other', async () => {
    const { look, sights, pictures } = await connected();
    look(SLOW + 300);
    for (let i = 0; i < 20; i++) look(100 + i);
    await until(() => sights.length === 2);
    expect(sights.map(({ prediction }) => prediction.width)).toEqual([SLOW + 300, 119]);
    expect(pictures).toEqual({ made: 21, closed: 21, encoded: 2 });
  });

  it('sends nothing that was being encoded when the person changed their mind', async () => {
    const { url, offload: server } = await house();
    let finish: (picture: Uint8Array) => void = () => undefined;
    const { offload, look, ready, pictures, sights } = client(url, { encode: () => new Promise((resolve) => {
      finish = resolve;
    }) });
    offload.select({ model });
    offload.allow();
    await ready();
    look();
    offload.forbid();
    finish(smallJpeg);
    await pass(200);
    expect(await server.metrics.text()).toContain('fovea_offload_picture_bytes_total 0');
    expect([pictures.closed, sights.length, offload.bytesPerSecond]).toEqual([1, 0, 0]);
  });

  it('gives up where the server refuses it, and says why', async () => {
    const { url } = await house({ token: 'a token of sixteen or more' });
    const { offload, states } = client(url);
    offload.allow();
    await until(() => states.includes('refused'));
    expect(offload.state).toEqual({ status: 'refused', because: 'token_wanted' });
    await pass(600);
    expect(states).toEqual(['connecting', 'refused']);
    // The same token again is tried again.
    for (const tries of [4, 6]) {
      offload.introduce('another one, which is wrong');
      await until(() => states.length === tries);
      expect(offload.state).toEqual({ status: 'refused', because: 'token_wrong' });
    }
  });

  it('looks at the size that was chosen last, and sends nothing in between', async () => {
    const { offload, look, sights, selected } = await connected();
    offload.select({ model: 'gfl-shufflenet-v2-pan', size: 256 });
    offload.select({ model: 'gfl-shufflenet-v2-pan', size: 'largest' });
    expect(offload.free).toBe(false);
    look();
    await until(() => sights.length === 1);
    expect(sights[0]?.prediction).toMatchObject({ detections: [{ label: 'gfl-shufflenet-v2-pan at 512' }] });
    offload.select({ model: 'gfl-shufflenet-v2-pan', size: 416 });
    await until(() => selected.at(-1)?.input.width === 416);
    look();
    await until(() => sights.length === 2);
    expect(sights[1]?.prediction).toMatchObject({ detections: [{ label: 'gfl-shufflenet-v2-pan at 416' }] });
  });

  it('says that the server does not have what was chosen, or cannot run it, and looks with another one afterwards', async () => {
    const { url } = await house();
    const { offload, look, ready, unserved, drops, sights } = client(url);
    offload.select({ model: 'no-such-model' });
    offload.allow();
    await until(() => unserved.length === 1);
    offload.select({ model, size: 999 });
    await until(() => unserved.length === 2);
    expect(unserved).toEqual(['unknown_model', 'unknown_size']);
    expect(offload.free).toBe(false);
    offload.select({ model: UNRUNNABLE });
    await ready();
    look();
    await until(() => drops.length === 1);
    expect(drops).toEqual(['unrunnable']);
    offload.select({ model });
    await ready();
    look();
    await until(() => sights.length === 1);
  });

  it('notices a network that has gone silent long before the connection breaks', async () => {
    const opened = await house();
    const network = await thinNetwork(opened.port, { delayMs: 1, loss: 0, resendMs: 0, random: new Random(1) });
    open.push(() => network.close());
    const { offload, ready } = client(network.url);
    offload.select({ model });
    offload.allow();
    await ready();
    network.stall();
    const examined = offload.predictOnce({ close: () => undefined }, { width: 320, height: 240 }, epochMs());
    await until(() => offload.silent);
    expect(offload.state.status).toBe('ready');
    // Another looks at a single frame then, and does not wait until the connection is gone.
    expect(await passing(examined)).toBeUndefined();
    expect(offload.state.status).toBe('ready');
    network.resume();
    await until(() => !offload.silent);
    expect(offload.roundTripMs).toBeGreaterThan(0);
  });

  it('comes back by itself to a server that was killed and started again, and says what was lost', async () => {
    const first = await house();
    let { port } = first;
    const network = await thinNetwork(() => port, { delayMs: 1, loss: 0, resendMs: 0, random: new Random(1) });
    open.push(() => network.close());
    const { offload, look, ready, sights, states, drops } = client(network.url);
    offload.select({ model });
    offload.allow();
    await ready();
    look();
    await until(() => sights.length === 1);
    look();
    port = NOBODY;
    network.cut();
    await until(() => states.filter((status) => status === 'lost').length >= 2);
    expect(drops).toEqual(['lost']);
    ({ port } = await house());
    await ready();
    look();
    await until(() => sights.length === 2);
    expect(states.filter((status) => status === 'ready')).toHaveLength(2);
  });
});
