import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import pino from 'pino';
import sharp from 'sharp';
import { OFFLOAD_PATH, PROTOCOL_VERSION } from '../../../models/protocol/limits';
import { droppedSchema, failureSchema, resultSchema, welcomeSchema, type Failure } from '../../../models/protocol/messages';
import { SLOW } from './fake-engines';
import { Answers, dial, dialAndSelect, fakeEngines, frameOf, openHouse, type ClientSocket, type House } from './house';

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function house(...given: Parameters<typeof openHouse>): Promise<House> {
  const opened = await openHouse(...given);
  open.push(() => opened.close());
  return opened;
}

/** One whose worker runs. */
let working: House;
beforeAll(async () => {
  working = await openHouse({ pictureBytes: 20_000, pixels: 500_000 });
  await working.offload.start();
});
afterAll(() => working.close());

async function client(url: string, token?: string) {
  const { socket, welcome } = await dialAndSelect(url, token);
  open.push(() => socket.close());
  return { socket, welcome, answers: new Answers(socket) };
}

function stranger(url: string, options: Parameters<typeof dial>[1] = {}): ClientSocket {
  const socket = dial(url, options);
  open.push(() => socket.close());
  return socket;
}

const failureOf = (socket: ClientSocket) => new Promise<Failure>((resolve) => socket.once('failure', resolve));
const disconnected = (socket: ClientSocket) => new Promise<string>((resolve) => socket.once('disconnect', resolve));

describe('the offload server', () => {
  it('welcomes with limits and models, and answers a frame in its own pixels', async () => {
    const { url } = working;
    const { socket, welcome, answers } = await client(url);
    expect(welcomeSchema.parse(welcome)).toEqual(welcome);
    expect(welcome.models.every(({ onDevice }) => onDevice)).toBe(true);
    const picture = await sharp({ create: { width: 160, height: 120, channels: 3, background: 'teal' } }).webp().toBuffer();
    socket.emit('frame', frameOf(7, { capturedAt: 1234.5, width: 640, height: 480, picture }));
    const { type, ...result } = await answers.to(7);
    expect(type).toBe('result');
    expect(resultSchema.parse(result)).toMatchObject({ id: 7, capturedAt: 1234.5, model: welcome.models[0]?.name, prediction: { width: 640, height: 480, detections: [{ box: { width: 640, height: 480 } }] } });
  });

  it('answers what exceeds a limit and what is no picture with the reason, and goes on', async () => {
    const { url } = working;
    const { socket, answers } = await client(url);
    const large = await sharp({ create: { width: 1024, height: 512, channels: 3, background: 'teal' } }).jpeg().toBuffer();
    const small = { width: 1000, height: 500 };
    socket.emit('frame', frameOf(1, { ...small, picture: new Uint8Array(70_000) }));
    socket.emit('frame', frameOf(2, { width: 1001, height: 500 }));
    socket.emit('frame', frameOf(3, { ...small, picture: new Uint8Array(0) }));
    expect(await Promise.all([1, 2, 3].map((id) => answers.wordFor(id)))).toEqual(['too_large', 'too_many_pixels', 'undecodable']);
    socket.emit('frame', frameOf(4, { ...small, picture: large }));
    expect(await answers.wordFor(4)).toBe('too_many_pixels');
    socket.emit('frame', frameOf(5, { ...small, picture: large.subarray(0, 200) }));
    expect(await answers.wordFor(5)).toBe('undecodable');
    socket.emit('frame', frameOf(6, small));
    expect(await answers.wordFor(6)).toBe('result');
    for (const answer of answers.all) {
      const { type, ...message } = answer;
      if (type === 'dropped') droppedSchema.parse(message);
    }
  });

  it('looks at one frame of a client at a time, keeps the newest that waits, and lets none grow late', async () => {
    const { url } = working;
    const { socket, answers } = await client(url);
    socket.emit('frame', frameOf(1, { width: SLOW + 300, height: 24 }));
    socket.emit('frame', frameOf(2));
    socket.emit('frame', frameOf(3));
    socket.emit('frame', frameOf(4));
    expect(await Promise.all([1, 2, 3, 4].map((id) => answers.wordFor(id)))).toEqual(['result', 'superseded', 'superseded', 'result']);
    socket.emit('frame', frameOf(5, { width: SLOW + 400, height: 24 }));
    socket.emit('frame', frameOf(6, { deadlineMs: 60 }));
    expect(await answers.wordFor(6)).toBe('late');
    expect(answers.all.some(({ id }) => id === 5)).toBe(false);
    expect(await answers.wordFor(5)).toBe('result');
    socket.emit('frame', frameOf(7));
    expect(await answers.wordFor(7)).toBe('result');
  });

  it('answers frames beyond the rate, and ends a client that floods', async () => {
    const { url } = await house({ framesPerSecond: 5 });
    const { socket, answers } = await client(url);
    const failure = failureOf(socket);
    const gone = disconnected(socket);
    for (let id = 0; id < 10; id++) socket.emit('frame', frameOf(id));
    expect(await answers.wordFor(9)).toBe('rate');
    for (let id = 10; id < 40; id++) socket.emit('frame', frameOf(id));
    expect(failureSchema.parse(await failure).code).toBe('too_many_messages');
    await gone;
  });

  it('drops a frame before a model was chosen, and refuses a model that is not there', async () => {
    const { url } = await house();
    const socket = stranger(url);
    const answers = new Answers(socket);
    socket.emit('frame', frameOf(1));
    expect(await answers.wordFor(1)).toBe('not_ready');
    let failure = failureOf(socket);
    socket.emit('select', { model: 'any' });
    expect((await failure).code).toBe('no_hello');
    socket.emit('hello', { version: PROTOCOL_VERSION });
    failure = failureOf(socket);
    socket.emit('select', { model: 'no-such-model' });
    expect(await failure).toMatchObject({ code: 'unknown_model', message: expect.stringContaining('no-such-model') as string });
  });

  it('refuses another version and another token, in words, and lets go', async () => {
    const { url } = await house({ token: 'a token of sixteen or more' });
    for (const [hello, code] of [
      [{ version: PROTOCOL_VERSION + 1 }, 'unsupported_version'],
      [{ version: PROTOCOL_VERSION }, 'unauthorized'],
      [{ version: PROTOCOL_VERSION, token: 'a token of sixteen or mora' }, 'unauthorized'],
    ] as const) {
      const socket = dial(url);
      const [failure, gone] = [failureOf(socket), disconnected(socket)];
      socket.emit('hello', hello);
      expect((await failure).code).toBe(code);
      await gone;
    }
    await client(url, 'a token of sixteen or more');
  });

  it('counts connections, all and by address, and makes room when one leaves', async () => {
    const { url } = await house({ connectionsPerAddress: 2 });
    const first = await client(url);
    await client(url);
    const third = dial(url);
    const [failure, gone] = [failureOf(third), disconnected(third)];
    expect((await failure).code).toBe('too_many_connections');
    await gone;
    first.socket.close();
    for (;;) {
      const again = stranger(url);
      const letIn = await new Promise<boolean>((resolve) => {
        again.once('welcome', () => resolve(true));
        again.once('failure', () => resolve(false));
        again.emit('hello', { version: PROTOCOL_VERSION });
      });
      if (letIn) break;
    }
  });

  it('does not keep connections that are one too many and never say a word', async () => {
    const { port } = await house({ connections: 1 });
    const silent = () => {
      const socket = connect(port, '127.0.0.1');
      open.push(() => socket.destroy());
      socket.write(`GET ${OFFLOAD_PATH}/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`);
      return new Promise<Socket>((resolve) => socket.once('data', () => resolve(socket)));
    };
    const [first, second] = [await silent(), await silent()];
    await new Promise((resolve) => second.once('close', resolve));
    expect(first.closed).toBe(false);
  });

  it('lets pages of its own origin and of allowed ones in, and no other', async () => {
    const { url, port } = await house({ origins: ['https://friend.example'] });
    const outcome = (origin: string) => new Promise<string>((resolve) => {
      const socket = stranger(url, { extraHeaders: { origin } });
      socket.once('connect', () => resolve('in'));
      socket.once('connect_error', () => resolve('out'));
    });
    expect(await outcome(`http://127.0.0.1:${port}`)).toBe('in');
    expect(await outcome('https://friend.example')).toBe('in');
    expect(await outcome('https://stranger.example')).toBe('out');
    expect(await outcome('null')).toBe('out');
  });

  it('answers what workers are at when it is closed, tells what waits, and lets go of everyone', async () => {
    const opened = await openHouse();
    await opened.offload.start();
    const { socket, answers } = await client(opened.url);
    const gone = disconnected(socket);
    const failure = failureOf(socket);
    socket.emit('frame', frameOf(2, { width: SLOW + 300 }));
    socket.emit('frame', frameOf(3));
    await new Promise<void>((resolve) => socket.emit('echo', resolve));
    const closed = opened.close();
    socket.emit('frame', frameOf(4));
    expect(await Promise.all([2, 3, 4].map((id) => answers.wordFor(id)))).toEqual(['result', 'closing', 'closing']);
    expect((await failure).code).toBe('closing');
    // Not 'io server disconnect', after which a client would not connect again.
    expect(await gone).toBe('transport close');
    await closed;
  });

  it('hears everyone while its workers are at frames', async () => {
    const { url } = working;
    const { socket, answers } = await client(url);
    socket.emit('frame', frameOf(1, { width: SLOW + 500, height: 24 }));
    while (!(await working.offload.metrics.text()).includes('fovea_offload_busy_workers 1')) await new Promise((resolve) => setTimeout(resolve, 5));
    for (let echoes = 0; echoes < 10; echoes++) await new Promise<void>((resolve) => socket.emit('echo', resolve));
    expect(answers.all).toEqual([]);
    expect(await answers.wordFor(1)).toBe('result');
  });

  it('is not ready once its workers could not be started, whether or not they were to start at once', async () => {
    const errors: string[] = [];
    const log = pino({ level: 'error' }, { write: (line: string) => void errors.push(line) });
    const { url, offload } = await house({}, { ...fakeEngines, engineNames: ['missing'] }, log);
    expect(offload.ready).toBe(true);
    const { socket, answers } = await client(url);
    socket.emit('frame', frameOf(1));
    expect(await answers.wordFor(1)).toBe('failed');
    expect(offload.ready).toBe(false);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain('it is not installed');
  });

  it('is closed while its workers start without a word of error', async () => {
    const errors: string[] = [];
    const opened = await openHouse({}, fakeEngines, pino({ level: 'error' }, { write: (line: string) => void errors.push(line) }));
    const started = opened.offload.start();
    await opened.close();
    await expect(started).rejects.toThrow('it was stopped');
    expect(errors).toEqual([]);
  });

  it('counts what it did', async () => {
    const { url, offload } = working;
    const { socket, answers } = await client(url);
    const read = async (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(await offload.metrics.text())?.[1] ?? 0);
    const [results, broken] = ['fovea_offload_frames_total{outcome="result"}', 'fovea_offload_frames_total{outcome="undecodable"}'].map((name) => name.replace(/[{}]/g, '\\$&'));
    const before = await Promise.all([results, broken].map((name) => read(name ?? '')));
    socket.emit('frame', frameOf(1, { picture: new Uint8Array(9) }));
    socket.emit('frame', frameOf(2));
    await Promise.all([answers.to(1), answers.to(2)]);
    expect(await Promise.all([results, broken].map((name) => read(name ?? '')))).toEqual(before.map((count) => count + 1));
    expect(await read('fovea_offload_connections')).toBe(1);
    expect(await read('fovea_offload_workers')).toBe(1);
    expect(await offload.metrics.text()).toContain('nodejs_eventloop_lag_p99_seconds');
  });
});
