import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROTOCOL_VERSION } from '../../../models/protocol/limits';
import { Random } from '../../../models/tensor/random';
import { CRASHES, HANGS, SLOW, WAITS } from './fake-engines';
import { Answers, dialAndSelect, fakeEngines, frameOf, openHouse, type House } from './house';
import { thinNetwork } from './thin-network';

let house: House;
beforeAll(async () => {
  house = await openHouse({ workers: 2, framesPerSecond: 1000, connections: 1000, connectionsPerAddress: 1000 }, { ...fakeEngines, patience: { loadMs: 60_000, frameMs: 3000 } });
  await house.offload.start();
});
afterAll(() => house.close());

async function client(url = house.url) {
  const { socket } = await dialAndSelect(url);
  return { socket, answers: new Answers(socket) };
}

describe('a worker that is lost', () => {
  const replaced = async () => Number(/^fovea_offload_workers_replaced_total (\d+)$/m.exec(await house.offload.metrics.text())?.[1]);

  const bothReady = async () => {
    while (!(await house.offload.metrics.text()).includes('fovea_offload_workers 2')) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  // One that crashes may be innocent and is tried again; one that hangs is not.
  it.each([['crashes', CRASHES, 2], ['loops for ever', HANGS, 1], ['waits for ever', WAITS, 1]])('because a frame %s it costs nobody else an answer, and is replaced', async (_what, width, workers) => {
    const before = await replaced();
    await bothReady();
    const [bad, good] = await Promise.all([client(), client()]);
    bad.socket.emit('frame', frameOf(0, { width }));
    for (let id = 0; id < 3; id++) {
      good.socket.emit('frame', frameOf(id));
      expect(await good.answers.wordFor(id)).toBe('result');
    }
    // Nobody waits for one that hangs.
    if (workers === 1) expect(bad.answers.all).toEqual([]);
    expect(await bad.answers.wordFor(0)).toBe('failed');
    for (const [id, { socket, answers }] of [[100, bad], [101, good]] as const) {
      socket.emit('frame', frameOf(id));
      expect(await answers.wordFor(id)).toBe('result');
    }
    expect(await replaced() - before).toBe(workers);
    bad.socket.close();
    good.socket.close();
  });
});

describe('clients that do not behave', () => {
  const upgrade = 'GET /offload/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';

  it('are let go when they never say hello, half close, or stop in the middle of a message; the others go on', async () => {
    const strange = ['', upgrade.slice(0, 40), upgrade, `${upgrade}\x82\xff\x00\x00`, `${upgrade}${'\x00'.repeat(200)}`].map((text) => {
      const socket = connect(house.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(Buffer.from(text, 'latin1'));
      return socket;
    });
    const half = connect({ port: house.port, host: '127.0.0.1', allowHalfOpen: true });
    half.on('error', () => undefined);
    half.end(upgrade);
    const { socket, answers } = await client();
    for (let id = 0; id < 20; id++) {
      socket.emit('frame', frameOf(id));
      expect(await answers.wordFor(id)).toBe('result');
    }
    for (const other of [...strange, half]) other.destroy();
    socket.close();
  });

  it('are cut off when they send more than a hello before they have said it', async () => {
    const failures = async () => /^fovea_offload_failures_total\{code="no_hello"\} (\d+)$/m.exec(await house.offload.metrics.text())?.[1];
    const before = await failures();
    const socket = connect(house.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.resume();
    const gone = new Promise((resolve) => socket.once('close', resolve));
    socket.write(upgrade);
    // A message of four million bytes, of which a part comes: too few to be a message, too many to be kept.
    socket.write(Buffer.concat([Buffer.from('\x82\xff\x00\x00\x00\x00\x00\x3d\x09\x00\x00\x00\x00\x00', 'latin1'), Buffer.alloc(100_000)]));
    await gone;
    expect(await failures()).toBe(before);
  });

  it('are cut off when they announce parts without end', async () => {
    const { socket: silent } = await client();
    const gone = new Promise((resolve) => silent.once('disconnect', resolve));
    // A message of ten binary parts, of which each is allowed and the last never comes.
    const engine = silent.io.engine;
    engine.write('59-["frame",{"a":{"_placeholder":true,"num":0}}]');
    for (let part = 0; part < 8; part++) engine.write(new Uint8Array(1_000_000).buffer);
    await gone;
  });

  it('are cut off when they do not read', async () => {
    const { socket } = await client();
    const gone = new Promise((resolve) => socket.once('disconnect', resolve));
    // What the system buffers is filled by long answers; then the server's own count grows.
    const underlying = rawSocketOf(socket);
    underlying.pause();
    const flood = setInterval(() => {
      for (let i = 0; i < 20; i++) socket.emit('hello', { version: PROTOCOL_VERSION });
    }, 10);
    const { socket: other, answers } = await client();
    other.emit('frame', frameOf(1));
    expect(await answers.wordFor(1)).toBe('result');
    while (!(await house.offload.metrics.text()).includes('fovea_offload_failures_total{code="unread"} 1')) await new Promise((resolve) => setTimeout(resolve, 50));
    clearInterval(flood);
    underlying.resume();
    await gone;
    other.close();
  });

  it('cannot make the server hold more than it may: above the largest message the connection ends, and only that', async () => {
    const [large, other] = await Promise.all([client(), client()]);
    const gone = new Promise((resolve) => large.socket.once('disconnect', resolve));
    large.socket.emit('frame', frameOf(1, { picture: new Uint8Array(3_000_000) }));
    expect(await large.answers.wordFor(1)).toBe('too_large');
    large.socket.emit('frame', frameOf(2, { picture: new Uint8Array(5_000_000) }));
    await gone;
    other.socket.emit('frame', frameOf(3));
    expect(await other.answers.wordFor(3)).toBe('result');
    other.socket.close();
  });
});

describe('a bad network', () => {
  it('of 200 ms and 5 % loss delays answers and loses none', async () => {
    const network = await thinNetwork(house.port, { delayMs: 200, loss: 0.05, resendMs: 400, random: new Random(3) });
    const { socket, answers } = await client(network.url);
    const words = [];
    for (let id = 0; id < 12; id++) {
      socket.emit('frame', frameOf(id));
      words.push(await answers.wordFor(id));
    }
    expect(words).toEqual(words.map(() => 'result'));
    socket.close();
    network.close();
  });

  it('that goes and comes back delivers what it held, and one that breaks is noticed at once', async () => {
    const network = await thinNetwork(house.port, { delayMs: 1, loss: 0, resendMs: 0, random: new Random(4) });
    const { socket, answers } = await client(network.url);
    network.stall();
    socket.emit('frame', frameOf(1));
    setTimeout(() => network.resume(), 700);
    expect(await answers.wordFor(1)).toBe('result');
    const gone = new Promise((resolve) => socket.once('disconnect', resolve));
    network.cut();
    await gone;
    network.close();
  });
});

describe('many clients', () => {
  it('64 at once all get an answer for every frame', async () => {
    const clients = await Promise.all(Array.from({ length: 64 }, () => client()));
    await Promise.all(clients.map(async ({ socket, answers }) => {
      for (let id = 0; id < 20; id++) {
        socket.emit('frame', frameOf(id));
        expect(await answers.wordFor(id)).toBe('result');
      }
    }));
    for (const { socket, answers } of clients) {
      expect(answers.all.map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, id) => id));
      socket.close();
    }
  });

  it('ten times too many frames: each is answered once, results stay young, nobody starves', async () => {
    const deadlineMs = 1500;
    const clients = await Promise.all(Array.from({ length: 8 }, () => client()));
    const ages: number[] = [];
    for (const { socket } of clients) socket.on('result', ({ capturedAt }) => ages.push(performance.now() - capturedAt));
    // Two workers at 10 ms a frame do 200 a second; eight clients send 2000.
    let sent = 0;
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        for (const { socket } of clients) for (let i = 0; i < 5; i++) socket.emit('frame', frameOf(sent + i, { width: SLOW + 10, deadlineMs }));
        sent += 5;
        if (sent < 500) return;
        clearInterval(timer);
        resolve();
      }, 20);
    });
    await Promise.all(clients.flatMap(({ answers }) => Array.from({ length: sent }, (_, id) => answers.to(id))));
    const results = clients.map(({ answers }) => answers.all.filter(({ type }) => type === 'result').length);
    for (const { answers, socket } of clients) {
      expect(new Set(answers.all.map(({ id }) => id)).size).toBe(answers.all.length);
      expect(answers.all).toHaveLength(sent);
      socket.close();
    }
    const mean = results.reduce((sum, count) => sum + count, 0) / results.length;
    expect(mean * results.length).toBeLessThan((sent * clients.length) / 2);
    expect(Math.min(...results)).toBeGreaterThan(mean / 2);
    ages.sort((a, b) => a - b);
    expect(ages[Math.floor(ages.length * 0.95)]).toBeLessThan(deadlineMs);
    expect(await house.offload.metrics.text()).toContain('fovea_offload_waiting_frames 0');
  });
});

/** The TCP socket under a client's websocket. */
function rawSocketOf(socket: Awaited<ReturnType<typeof client>>['socket']): { pause(): void; resume(): void } {
  const transport: unknown = Reflect.get(socket.io.engine, 'transport');
  const websocket: unknown = transport instanceof Object ? Reflect.get(transport, 'ws') : undefined;
  const raw: unknown = websocket instanceof Object ? Reflect.get(websocket, '_socket') : undefined;
  if (raw instanceof Object && 'pause' in raw && 'resume' in raw) return raw as { pause(): void; resume(): void };
  throw new Error('socket.io-client keeps its websocket elsewhere');
}
