import { existsSync, readdirSync, readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { Answers, dialAndSelect, frameOf } from './house';
import { startOffload } from './server-process';

const io = (pid: number) => `/proc/${pid}/io`;
const MARK = 'this-picture-is-nobodys-business';

/** A frame of noise, so that it has bytes, with a comment that is easy to find. */
async function markedPicture(seed: number): Promise<Buffer> {
  const jpeg = await sharp({ create: { width: 320, height: 240, channels: 3, background: 'teal', noise: { type: 'gaussian', mean: 90 + seed, sigma: 60 } } }).jpeg().toBuffer();
  const comment = Buffer.from(MARK);
  return Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xfe, 0, comment.length + 2]), comment, jpeg.subarray(2)]);
}

describe('a server without pages', () => {
  it.skipIf(!existsSync(io(process.pid)))('looks at frames and leaves no trace of them on disk or in its log (needs /proc)', async () => {
    const server = await startOffload(['--engine', 'wasm', '--workers', '1', '--log-level', 'debug', '--eager'], { OFFLOAD_TOKEN: 'a secret of many characters', OFFLOAD_DEADLINE_MS: '60000' });
    const { socket } = await dialAndSelect(server.url, 'a secret of many characters');
    const answers = new Answers(socket);
    const look = async (from: number, to: number) => {
      for (let id = from; id < to; id++) {
        socket.emit('frame', frameOf(id, { picture: await markedPicture(id % 100) }));
        expect(await answers.wordFor(id)).toBe('result');
      }
    };
    await look(0, 2);
    const writtenBytes = () => Number(/^write_bytes: (\d+)$/m.exec(readFileSync(io(server.pid), 'utf8'))?.[1]);
    const before = writtenBytes();
    await look(2, 20);
    socket.emit('frame', frameOf(20, { picture: Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(MARK.repeat(500))]) }));
    expect(await answers.wordFor(20)).toBe('undecodable');
    // Twenty pictures are half a megabyte.
    expect(writtenBytes() - before).toBeLessThan(16_384);
    expect(readdirSync(server.temporaryFolder)).toEqual([]);
    expect((await fetch(`${server.url}/metrics`)).status).toBe(200);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    expect((await fetch(`${server.url}/`)).status).toBe(404);
    socket.close();
    expect(await server.end()).toBe(0);
    const log = server.output();
    expect(log).toContain('engine chosen');
    expect(log).toContain('token=set');
    for (const secret of [MARK, Buffer.from(MARK).toString('base64').slice(4, 24), 'a secret of many', 'categoryId', 'detections', 'score', '255,216,255']) expect(log).not.toContain(secret);
  });
});
