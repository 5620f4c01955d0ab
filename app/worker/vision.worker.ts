import { epochMs, type FromWorker, type ToWorker, type VisionFailure } from '../vision/messages';
import { FrameAge } from './frame-age';
import { downloadModel, ModelRunner } from './model-runner';

/** The worker that owns the engine and the model: frames come in, what is seen goes out. */

const runner = new ModelRunner();
let watched: ReadableStreamDefaultReader<VideoFrame> | undefined;

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => void answer(data));

async function answer(message: ToWorker): Promise<void> {
  switch (message.type) {
    case 'open': return open(message);
    case 'look': return look(message.frame, message.takenAt, 0);
    case 'watch': return watch(message.frames.getReader());
    case 'unwatch': return unwatch();
  }
}

async function open({ model, preferred, lost, withoutThreads }: ToWorker & { type: 'open' }): Promise<void> {
  const onProgress = (progress: (FromWorker & { type: 'progress' })['progress']) => tell({ type: 'progress', progress });
  let kind: VisionFailure['kind'] = 'model';
  try {
    const loaded = await downloadModel(model, onProgress);
    kind = 'engine';
    const engine = await runner.open(loaded, { preferred, lost, withoutThreads, onProgress, onLost: (name, because) => tell({ type: 'lost', engine: name, because }) });
    tell({ type: 'ready', card: loaded.card, engine });
  } catch (error) {
    fail(kind, error);
  }
}

async function look(frame: VideoFrame | ImageBitmap, takenAt: number, dropped: number): Promise<void> {
  try {
    tell({ type: 'seen', sight: await runner.look(frame, takenAt, dropped) });
  } catch (error) {
    fail('frame', error);
  }
}

/** Looks at the newest frame, again and again, until the stream ends. */
async function watch(reader: ReadableStreamDefaultReader<VideoFrame>): Promise<void> {
  await unwatch();
  watched = reader;
  const age = new FrameAge();
  let dropped = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    if (watched !== reader || age.isStale(next.value.timestamp, performance.now())) {
      next.value.close();
      dropped++;
      continue;
    }
    await look(next.value, epochMs(), dropped);
    dropped = 0;
  }
}

async function unwatch(): Promise<void> {
  const reader = watched;
  watched = undefined;
  await reader?.cancel().catch(() => undefined);
}

function fail(kind: VisionFailure['kind'], error: unknown): void {
  console.error(error);
  tell({ type: 'failed', failure: { kind, message: error instanceof Error ? error.message : String(error) } });
}

function tell(message: FromWorker): void {
  self.postMessage(message);
}
