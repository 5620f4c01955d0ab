import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { OFFLOAD_PATH, PROTOCOL_VERSION } from '../../../models/protocol/limits';
import type { Load } from './clients';

export interface CrowdOutcome {
  readonly sent: number;
  readonly results: number;
  /** Frames that were not looked at. */
  readonly dropped: number;
  /** Clients whose connection the server has ended. */
  readonly lost: number;
}

/**
 * Many clients that send frames regularly, as a camera does: one that its network does not take is left out. They speak the
 * protocol of socket.io over bare sockets, for its client would take more of the machine than the server that is measured.
 */
export async function sendAsCrowd(load: Load, clients: number, framesPerSecond: number, seconds: number): Promise<CrowdOutcome> {
  const crowd = await Promise.all(Array.from({ length: clients }, () => dialBare(load)));
  const everyMs = 1000 / framesPerSecond;
  const start = performance.now();
  let sent = 0;
  const timers = crowd.map((client, index) => {
    let next = start + (everyMs * index) / clients;
    return setInterval(() => {
      for (; next <= performance.now(); next += everyMs) if (client.send(sent)) sent++;
    }, everyMs / 2);
  });
  await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
  for (const timer of timers) clearInterval(timer);
  const sum = (read: (client: BareClient) => number): number => crowd.reduce((total, client) => total + read(client), 0);
  const outcome = { sent, results: sum(({ heard }) => heard.results), dropped: sum(({ heard }) => heard.dropped), lost: sum(({ heard }) => Number(heard.lost)) };
  for (const client of crowd) client.close();
  return outcome;
}

interface BareClient {
  readonly heard: { results: number; dropped: number; lost: boolean };
  /** @returns whether the network takes it */
  send(id: number): boolean;
  close(): void;
}

const TEXT = 1;
const BINARY = 2;
const MASK = randomBytes(4);

async function dialBare({ url, model, picture, width, height }: Load): Promise<BareClient> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).setNoDelay();
  const say = (text: string): boolean => socket.write(websocketFrame(TEXT, Buffer.from(text)));
  const pictureFrame = websocketFrame(BINARY, picture);
  const heard = { results: 0, dropped: 0, lost: false };
  socket.on('error', () => undefined).on('close', () => {
    heard.lost = true;
  });
  const ready = new Promise<void>((resolve, reject) => {
    readMessages(socket, (text) => {
      if (text.startsWith('0')) say('40');
      else if (text === '2') say('3');
      else if (text.startsWith('40')) say(`42["hello",{"version":${PROTOCOL_VERSION}}]`);
      else if (text.startsWith('42["welcome"')) say(`42["select",{"model":"${model}"}]`);
      else if (text.startsWith('42["selected"')) resolve();
      else if (text.startsWith('42["result"')) heard.results++;
      else if (text.startsWith('42["dropped"')) heard.dropped++;
      else reject(new Error(`The server said ${text}.`));
    });
  });
  socket.write(`GET ${OFFLOAD_PATH}/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${hostname}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`);
  await ready;
  return {
    heard,
    send: (id) => {
      if (socket.destroyed || socket.writableLength > 0) return false;
      socket.cork();
      say(`451-["frame",${JSON.stringify({ id, capturedAt: performance.now(), width, height, deadlineMs: 1000, picture: { _placeholder: true, num: 0 } })}]`);
      socket.write(pictureFrame);
      socket.uncork();
      return true;
    },
    close: () => {
      heard.lost = false;
      socket.destroy();
    },
  };
}

/** Texts that a server sends, which are never masked and here never in parts. */
function readMessages(socket: Socket, onText: (text: string) => void): void {
  let rest = Buffer.alloc(0);
  let upgraded = false;
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    if (!upgraded) {
      const end = rest.indexOf('\r\n\r\n');
      if (end < 0) return;
      upgraded = true;
      rest = rest.subarray(end + 4);
    }
    while (rest.length >= 2) {
      const [opcode = 0, short = 0] = rest;
      const headerLength = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (rest.length < headerLength) return;
      const length = short < 126 ? short : short === 126 ? rest.readUInt16BE(2) : Number(rest.readBigUInt64BE(2));
      if (rest.length < headerLength + length) return;
      if ((opcode & 15) === TEXT) onText(rest.toString('utf8', headerLength, headerLength + length));
      rest = rest.subarray(headerLength + length);
    }
  });
}

/** A whole message, masked as clients have to (RFC 6455, section 5.2). */
function websocketFrame(opcode: number, payload: Uint8Array): Buffer {
  const length = payload.length < 126 ? [0x80 | payload.length] : payload.length < 65_536 ? [0x80 | 126, payload.length >> 8, payload.length & 255] : undefined;
  const header = length === undefined ? Buffer.alloc(10) : Buffer.from([0x80 | opcode, ...length]);
  if (length === undefined) {
    header.set([0x80 | opcode, 0x80 | 127]);
    header.writeBigUInt64BE(BigInt(payload.length), 2);
  }
  return Buffer.concat([header, MASK, payload.map((byte, index) => byte ^ (MASK[index & 3] ?? 0))]);
}
