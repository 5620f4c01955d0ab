import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Offloading } from '../../../app/offload/offloading';
import type { OffloadingState } from '../../../app/offload/offloading-state';
import type { FrameResult } from '../../../app/looker/messages';
import type { Place } from '../../../app/offload/policy/latency-by-side';
import { Random } from '../../../models/tensor/random';
import { SLOW, UNRUNNABLE } from '../../server/offload/fake-engines';
import { smallJpeg, type House } from '../../server/offload/house';
import { thinNetwork } from '../../server/offload/thin-network';
import { openClockedHouse } from './clocked-house';
import { pass, passing, until as untilSo, runOnTestClock } from './test-clock';

runOnTestClock();

/** A server with a worker that runs; it lacks what one model needs. */
let house: House;
beforeAll(async () => {
  // Node has no canvas; what is sent is the same small picture for every frame.
  vi.stubGlobal('OffscreenCanvas', class {
    getContext = () => ({ drawImage: () => undefined });
    convertToBlob = () => Promise.resolve(new Blob([new Uint8Array(smallJpeg)]));
  });
  house = await openClockedHouse();
});
afterAll(() => passing(house.close()));

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await passing(Promise.resolve(close()));
});

const GFL = 'gfl-shufflenet-v2-pan';
const light = { model: GFL, size: 'automatic' as const, serverOnly: false, lowestScore: 0.05 };

/** A page that has a stream, whose frames it brings to the server while that is where it looks. */
function page(url: string) {
  const places: Place[] = [];
  const sights: FrameResult[] = [];
  const unserved: string[] = [];
  const world = { width: 320, frames: 0, closed: 0 };
  const frame = () => {
    world.frames++;
    return { width: world.width, height: 240, close: () => { world.closed++; } };
  };
  const offloading = new Offloading({
    onResult: (sight) => sights.push(sight),
    onPlace: (place) => places.push(place),
    onUnserved: (why) => unserved.push(why),
    grab: () => Promise.resolve(frame()),
    predictOnce: (shown) => {
      shown.close();
      return Promise.resolve();
    },
  }, url);
  const feed = setInterval(() => {
    if (places.at(-1) === 'server' && offloading.sink.free) offloading.sink.look(frame());
  }, 10);
  open.push(() => {
    clearInterval(feed);
    offloading.close();
  });
  offloading.run(true);
  const until = (when: (state: OffloadingState) => boolean) => untilSo(() => when(offloading.state.get()));
  return { offloading, places, sights, unserved, world, until };
}

describe('Offloading', () => {
  it('brings frames to the server once it has answered, at the largest size, and keeps them here as soon as nobody wants it any more', async () => {
    const { offloading, places, sights, world, until } = page(house.url);
    offloading.want('server', light);
    expect(offloading.state.get()).toMatchObject({ place: 'device', reason: 'The server is being called.' });
    await until(({ place }) => place === 'server');
    await until(() => sights.length >= 3);
    expect(sights.at(-1)?.prediction).toMatchObject({ detections: [{ label: `${GFL} at 512` }] });
    expect(offloading.state.get()).toMatchObject({ reason: 'You chose the server.', card: { name: GFL, input: { width: 512 } } });
    offloading.want('device', light);
    expect(offloading.state.get()).toMatchObject({ wish: 'device', place: 'device', bytesPerSecond: 0 });
    expect(places).toEqual(['server', 'device']);
    await pass(200);
    expect(world.closed).toBe(world.frames);
  });

  it('brings frames to the server at once where the device cannot look, and does not say that a person chose so', async () => {
    const { offloading, unserved, until } = page(house.url);
    offloading.want('auto', light, false);
    await until(({ place }) => place === 'server');
    expect(offloading.state.get()).toMatchObject({ wish: 'auto', reason: 'This device cannot run the model.' });
    offloading.want('auto', { ...light, model: UNRUNNABLE }, false);
    await until(({ reason }) => reason === 'No engine of the server runs this model.');
    expect(unserved).toEqual([]);
    // Once it can, both are compared.
    offloading.want('auto', light, true);
    await until(({ reason }) => reason === 'The server is being tried.');
  });

  it('keeps what stands still on the device, and goes on with the stream', async () => {
    const { offloading, places, until } = page(house.url);
    offloading.want('server', light);
    await until(({ place, bytesPerSecond }) => place === 'server' && bytesPerSecond > 0);
    offloading.run(false);
    expect(offloading.state.get()).toMatchObject({ place: 'device', bytesPerSecond: 0, reason: 'What stands still is looked at on this device.' });
    offloading.run(true);
    expect(offloading.state.get().place).toBe('server');
    expect(places).toEqual(['server']);
  });

  it('goes back to the device when answers stay away though the connection stands, and returns', async () => {
    const { offloading, places, world, until } = page(house.url);
    offloading.want('server', light);
    await until(({ place }) => place === 'server');
    world.width = SLOW + 4000;
    await until(({ place }) => place === 'device');
    world.width = 320;
    await until(({ place }) => place === 'server');
    expect(places).toEqual(['server', 'device', 'server']);
  });

  it('makes do with a smaller size on a server that is slow', async () => {
    const { offloading, world, until } = page(house.url);
    world.width = SLOW + 900;
    offloading.want('server', light);
    await until(({ card }) => card?.input.width === 320);
    world.width = SLOW + 100;
    await until(({ card }) => card?.input.width === 512);
  });

  it.each([
    ['does not have', 'no-such-model', 'The server does not have this model.'],
    ['cannot run', UNRUNNABLE, 'No engine of the server runs this model.'],
  ])('says that the server %s a model that no device runs, and goes on with the next', async (_what, model, why) => {
    const { offloading, unserved, places, until } = page(house.url);
    offloading.want('server', { model, size: 'automatic', serverOnly: true, lowestScore: 0.05 });
    await until(() => unserved.length > 0);
    expect(unserved[0]).toBe(why);
    expect(places).toEqual([]);
    offloading.want('server', light);
    await until(({ place }) => place === 'server');
  });

  it('stays on the device with a model that runs here and not there, and says why', async () => {
    const { offloading, unserved, until } = page(house.url);
    offloading.want('server', { ...light, model: UNRUNNABLE });
    await until(({ reason }) => reason === 'No engine of the server runs this model.');
    expect(unserved).toEqual([]);
  });

  it('says that a server is not there, or is full, where only it runs the model', async () => {
    const heavy = { model: GFL, size: 'automatic' as const, serverOnly: true, lowestScore: 0.05 };
    const { offloading, unserved, until } = page('http://127.0.0.1:9');
    offloading.want('server', heavy);
    await until(() => unserved.length > 0);
    expect(unserved[0]).toBe('The server cannot be reached.');
    const full = await openClockedHouse({ connections: 1 });
    open.push(() => full.close());
    const first = page(full.url);
    first.offloading.want('server', heavy);
    await until(() => first.offloading.state.get().place === 'server');
    const second = page(full.url);
    second.offloading.want('server', heavy);
    await until(() => second.unserved.length > 0);
    expect(second.unserved[0]).toBe('The server is full: it serves as many as it can.');
  });

  it('asks for the token of a server that wants one, and goes there once it has it', async () => {
    const token = 'a token of sixteen or more';
    const strict = await openClockedHouse({ token });
    open.push(() => strict.close());
    const { offloading, unserved, until } = page(strict.url);
    // With a model that only the server runs too: the page waits for the token with another one.
    offloading.want('server', { ...light, serverOnly: true });
    await until((state) => state.token === 'wanted');
    expect(offloading.state.get()).toMatchObject({ place: 'device', reason: 'Another model looks for now. The server asks for its token: type it in the settings.' });
    offloading.introduce('a token that nobody gave out');
    expect(offloading.state.get()).toMatchObject({ token: 'trying', reason: 'Another model looks for now. The token is being tried.' });
    await until((state) => state.token === 'wrong');
    offloading.introduce(token);
    await until(({ place }) => place === 'server');
    expect(offloading.state.get().token).toBe('unasked');
    expect(unserved).toEqual([]);
  });

  it('waits on the device for a server that was there and is gone, with another model where only it runs the one that was chosen', async () => {
    const network = await thinNetwork(house.port, { delayMs: 1, loss: 0, resendMs: 0, random: new Random(1) });
    open.push(() => network.close());
    const { offloading, unserved, until } = page(network.url);
    offloading.want('server', { model: GFL, size: 256, serverOnly: true, lowestScore: 0.05 });
    await until(({ place }) => place === 'server');
    expect(offloading.state.get().reason).toBe('This model runs on the server only.');
    network.cut();
    await until(({ place }) => place === 'device');
    expect(offloading.state.get()).toMatchObject({ bytesPerSecond: 0, reason: expect.stringMatching(/^Another model looks for now\. The (connection to the server broke|server cannot be reached)\. It is tried again by itself\.$/) as string });
    await until(({ place }) => place === 'server');
    expect(unserved).toEqual([]);
  });

  it.each(['server', 'auto'] as const)('says of a server that has fallen silent neither that it looks nor that it is being tried (wish: %s)', async (wish) => {
    const network = await thinNetwork(house.port, { delayMs: 1, loss: 0, resendMs: 0, random: new Random(1) });
    open.push(() => network.close());
    const { offloading, world, until } = page(network.url);
    const device = setInterval(() => offloading.deviceAnswered(500), 50);
    open.push(() => clearInterval(device));
    offloading.want(wish, light);
    expect(offloading.state.get().reason).toBe('The server is being called.');
    await until(({ place, bytesPerSecond }) => place === 'server' && bytesPerSecond > 0);
    network.stall();
    await until(({ place }) => place === 'device');
    const { frames } = world;
    expect(offloading.state.get()).toMatchObject({ bytesPerSecond: 0, reason: 'The server does not answer.' });
    await pass(700);
    expect(offloading.state.get()).toMatchObject({ place: 'device', bytesPerSecond: 0, reason: 'The server does not answer.' });
    expect(world.frames).toBe(frames);
    network.resume();
    await until(({ place }) => place === 'server');
  });
});
