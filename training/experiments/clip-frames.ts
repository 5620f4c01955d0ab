import { spawn } from 'node:child_process';
import { EngineError, InvalidInputError } from '../../models/errors';

const [START, END] = [Buffer.from([0xff, 0xd8]), Buffer.from([0xff, 0xd9])];

/**
 * The frames of a video at an even rate, each as the bytes of a JPEG picture. Read by ffmpeg.
 * @throws EngineError without ffmpeg, InvalidInputError for a file that it cannot read
 */
export async function* clipFrames(file: string, framesPerSecond: number): AsyncGenerator<Uint8Array> {
  const ffmpeg = spawn('ffmpeg', ['-loglevel', 'error', '-i', file, '-an', '-vf', `fps=${framesPerSecond}`, '-q:v', '2', '-f', 'image2pipe', '-c:v', 'mjpeg', '-']);
  let complaint = '';
  ffmpeg.stderr.on('data', (text: Buffer) => { complaint += text.toString(); });
  const ended = new Promise<number | null>((resolve, reject) => {
    ffmpeg.on('error', (cause) => reject(new EngineError('Clips are read by ffmpeg, which was not found. Install it, for instance with apt-get install ffmpeg.', { cause })));
    ffmpeg.on('close', resolve);
  });
  ended.catch(() => undefined);
  try {
    let bytes: Buffer = Buffer.alloc(0);
    for await (const part of ffmpeg.stdout) {
      bytes = Buffer.concat([bytes, part as Buffer]);
      for (;;) {
        // Inside a JPEG stream 0xff is always followed by a zero or a marker, so its end is found by the bytes alone.
        const [start, end] = [bytes.indexOf(START), bytes.indexOf(END)];
        if (start < 0 || end < 0) break;
        yield bytes.subarray(start, end + END.length);
        bytes = bytes.subarray(end + END.length);
      }
    }
    if (await ended !== 0) throw new InvalidInputError(`${file} cannot be read as a video: ${complaint.trim()}`);
  } finally {
    ffmpeg.kill();
  }
}
