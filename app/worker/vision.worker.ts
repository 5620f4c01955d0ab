import { epochMs, NONE_DROPPED, type FrameStream, type FromWorker, type ToWorker, type Transferable2d, type VisionFailure } from '../vision/messages';
import '../without-eval';
import { FrameReader } from './frame-reader';
import { fetchLikelyEngine, fetchModel, ModelRunner, withSize, type Taken } from './model-runner';

/** The worker that owns the engine and the model: frames come in, what is seen goes out. */

const runner = new ModelRunner();
let watched: FrameReader | undefined;

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => void answer(data));

async function answer(message: ToWorker): Promise<void> {
  switch (message.type) {
    case 'open': return open(message);
    case 'look': return look(message.frame, { takenAt: message.takenAt, waitedMs: 0, dropped: NONE_DROPPED });
    case 'examine': return examine(message.id, message.frame);
    case 'watch': return watch(message.frames, message.frameRate);
    case 'unwatch': return unwatch();
    case 'ask': return runner.idle().then(() => tell({ type: 'alive' }));
  }
}

async function open({ model, preferred, size, lost }: ToWorker & { type: 'open' }): Promise<void> {
  const onProgress = (progress: (FromWorker & { type: 'progress' })['progress']) => tell({ type: 'progress', progress });
  let kind: VisionFailure['kind'] = 'model';
  if (!runner.started) fetchLikelyEngine({ preferred, lost });
  try {
    const loaded = withSize(await fetchModel(model, onProgress), size);
    kind = 'engine';
    const engine = await runner.open(loaded, { preferred, lost, onProgress, onLost: (name, because) => tell({ type: 'lost', engine: name, because }) });
    tell({ type: 'ready', card: loaded.card, engine });
  } catch (error) {
    fail(kind, error);
  }
}

async function look(frame: Transferable2d, taken: Taken): Promise<void> {
  try {
    tell({ type: 'seen', sight: await runner.look(frame, taken) });
  } catch (error) {
    fail('frame', error);
  }
}

async function examine(id: number, frame: Transferable2d): Promise<void> {
  try {
    tell({ type: 'examined', id, result: await runner.look(frame, { takenAt: epochMs(), waitedMs: 0, dropped: NONE_DROPPED }) });
  } catch (error) {
    tell({ type: 'examined', id, result: { kind: 'frame', message: messageOf(error) } });
  }
}

/** Looks at the newest frame, again and again, until the stream ends. */
async function watch(stream: FrameStream, frameRate: number | undefined): Promise<void> {
  await unwatch();
  const frames = new FrameReader(stream, frameRate);
  watched = frames;
  for (let next = await frames.next(); next !== undefined; next = await frames.next()) await look(next.frame, next.taken);
}

async function unwatch(): Promise<void> {
  const frames = watched;
  watched = undefined;
  await frames?.close();
}

function fail(kind: VisionFailure['kind'], error: unknown): void {
  console.error(error);
  tell({ type: 'failed', failure: { kind, message: messageOf(error) } });
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function tell(message: FromWorker): void {
  self.postMessage(message);
}
