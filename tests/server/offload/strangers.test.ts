import { connect, type Socket } from 'node:net';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { OFFLOAD_PATH, PROTOCOL_VERSION } from '../../../models/protocol/limits';
import type { Failure } from '../../../models/protocol/messages';
import { NOT_OFFERED, OFFER_PATH } from '../../../models/protocol/offer';
import { Answers, dial, dialAndSelect, fakeEngines, frameOf, openHouse, type House } from './house';

const TOKEN = 'a token of sixteen or more';
const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** A server and what it has logged. */
async function house(settings: Parameters<typeof openHouse>[0] = {}): Promise<House & { readonly logged: () => string }> {
  const lines: string[] = [];
  const opened = await openHouse(settings, fakeEngines, pino({ level: 'warn', base: null, timestamp: false }, { write: (line: string) => lines.push(line) }));
  open.push(() => opened.close());
  return { ...opened, logged: () => lines.join('') };
}

const upgrade = (host: string, more = '') => `GET ${OFFLOAD_PATH}/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${more}\r\n`;

/** A connection as a browser would not make it; what it writes is written as it is. */
function rawSocket(port: number): { readonly socket: Socket; readonly hears: (words: string) => Promise<void>; readonly ended: Promise<void> } {
  const socket = connect(port, '127.0.0.1');
  open.push(() => socket.destroy());
  let heard = '';
  const listeners = new Set<() => void>();
  socket.setEncoding('latin1').on('error', () => undefined).on('data', (chunk) => {
    heard += String(chunk);
    for (const listener of listeners) listener();
  });
  const hears = (words: string) => new Promise<void>((resolve, reject) => {
    const listener = () => heard.includes(words) && resolve();
    socket.once('close', () => reject(new Error(`closed before "${words}" was heard: ${heard}`)));
    listeners.add(listener);
    listener();
  });
  return { socket, hears, ended: new Promise((resolve) => socket.once('close', () => resolve())) };
}

describe('a page of another site whose name points here', () => {
  const answerTo = async (port: number, host: string) => {
    const { socket, hears } = rawSocket(port);
    socket.write(upgrade(host, `Origin: http://${host}\r\n`));
    return Promise.race([hears('HTTP/1.1 101').then(() => 'in'), hears('HTTP/1.1 400').then(() => 'out')]);
  };
  const offerTo = async (port: number, host: string) => {
    const { socket, hears, ended } = rawSocket(port);
    let text = '';
    socket.on('data', (chunk) => {
      text += String(chunk);
    });
    socket.write(`GET ${OFFER_PATH} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    await Promise.all([hears('\r\n\r\n'), ended]);
    return JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)) as unknown;
  };

  it('is let in nowhere, offered nothing, and logged, until its name is one of the server\'s', async () => {
    const closed = await house();
    expect(await answerTo(closed.port, `evil.example:${closed.port}`)).toBe('out');
    expect(await offerTo(closed.port, 'evil.example')).toEqual(NOT_OFFERED);
    expect(closed.logged().match(/evil\.example.*--hosts/g)).toHaveLength(2);
    for (const host of ['localhost', `127.0.0.1:${closed.port}`, '192.168.1.20:3000', '[::1]', 'laptop.local:3000', 'fovea-1:3000']) {
      expect([host, await answerTo(closed.port, host)]).toEqual([host, 'in']);
      expect(await offerTo(closed.port, host)).toMatchObject({ offered: true });
    }
    const named = await house({ hosts: ['fovea.example'] });
    expect(await answerTo(named.port, 'fovea.example')).toBe('in');
    expect(await answerTo(named.port, 'evil.example')).toBe('out');
    const anybodys = await house({ hosts: ['*'] });
    expect(await answerTo(anybodys.port, 'evil.example')).toBe('in');
  });
});

describe('who guesses the token', () => {
  it('is heard a few times, is logged without what it said, and then not even the right one helps', async () => {
    const { url, logged } = await house({ token: TOKEN });
    const refusal = (token?: string) => new Promise<Failure['code']>((resolve, reject) => {
      const socket = dial(url);
      open.push(() => socket.close());
      socket.once('failure', ({ code }) => resolve(code));
      socket.once('welcome', () => reject(new Error('let in')));
      socket.emit('hello', { version: PROTOCOL_VERSION, ...(token === undefined ? {} : { token }) });
    });
    // As a page asks first, which may be many behind one address.
    for (let page = 0; page < 8; page++) expect(await refusal()).toBe('unauthorized');
    await dialAndSelect(url, TOKEN).then(({ socket }) => socket.close());
    const codes = [];
    for (let guess = 0; guess < 7; guess++) codes.push(await refusal(`guess number ${guess}, quite long`));
    expect(codes).toEqual([...Array<string>(5).fill('unauthorized'), 'unavailable', 'unavailable']);
    expect(await refusal(TOKEN)).toBe('unavailable');
    expect(logged().match(/"address":"127\.0\.0\.1","msg":"a wrong token was given"/g)).toHaveLength(5);
    expect(logged()).not.toMatch(/guess|sixteen/);
  });
});

/** A frame of a websocket (RFC 6455, 5.2), masked with zeros. */
const websocketFrame = (opcode: number, text = ''): Buffer => Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);
const [TEXT, PING, PONG] = [1, 9, 10];

describe('a client that floods', () => {
  let shared: House;
  beforeAll(async () => {
    shared = await openHouse();
    await shared.offload.start();
  });
  afterAll(() => shared.close());

  it.each<[string, Buffer]>([
    ['pings of the websocket', websocketFrame(PING)],
    ['pongs of the websocket', websocketFrame(PONG, 'x'.repeat(100))],
    ['answers to pings that never came', websocketFrame(TEXT, '3')],
    ['acknowledgements', websocketFrame(TEXT, '431[]')],
    ['other namespaces', websocketFrame(TEXT, '40/other,')],
    ['messages', websocketFrame(TEXT, '42["echo"]')],
  ])('with %s after its hello is told so and cut off, and the others go on', async (_what, frame) => {
    const { url, port, offload } = shared;
    const floods = async () => [...(await offload.metrics.text()).matchAll(/^fovea_offload_failures_total\{code="(?:too_many_messages|unread)"\} (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
    const before = await floods();
    const { socket: other } = await dialAndSelect(url);
    open.push(() => other.close());
    const answers = new Answers(other);
    const { socket, hears, ended } = rawSocket(port);
    socket.write(upgrade('127.0.0.1'));
    await hears('HTTP/1.1 101');
    socket.write(websocketFrame(TEXT, '40'));
    await hears('40{');
    socket.write(websocketFrame(TEXT, `42["hello",{"version":${PROTOCOL_VERSION}}]`));
    await hears('["welcome"');
    // As many as a client may send in a second, and half as many again.
    socket.write(Buffer.concat(Array.from({ length: 750 }, () => frame)));
    await ended;
    expect(await floods()).toBeGreaterThan(before);
    other.emit('frame', frameOf(1));
    expect(await answers.wordFor(1)).toBe('result');
  });

  it('by coming again and again over one connection is let go', async () => {
    const { socket, hears, ended } = rawSocket(shared.port);
    socket.write(upgrade('127.0.0.1'));
    await hears('HTTP/1.1 101');
    socket.write(Buffer.concat([websocketFrame(TEXT, '40'), websocketFrame(TEXT, '41'), websocketFrame(TEXT, '40')]));
    await ended;
  });
});
