import { FoveaError } from '../../models/errors';
import { transferablesOf } from '../../models/tasks';
import { epochMs, NONE_DROPPED, type Asked, type FrameResult, type FrameStream, type FromWorker, type ToWorker, type Transferable2d, type VisionFailure } from '../looker/messages';
import '../without-eval';
import { FrameReader } from './frames/frame-reader';
import { fetchLikelyEngine, fetchModel, ModelRunner, type Taken } from './model-runner';

type Tell = (message: FromWorker, transfer?: readonly Transferable[]) => void;

/** Made with the first model, where whoever asked for it can be told what this browser lacks. */
let made: ModelRunner | undefined;
const runner = (beside?: number): ModelRunner => (made ??= new ModelRunner(beside));
let watched: FrameReader | undefined;

/** Answers a message of the page. */
export async function answer(message: ToWorker, tell: Tell): Promise<void> {
  switch (message.type) {
    case 'open': return open(message, tell);
    case 'look': return look(message.frame, { takenAt: message.takenAt, waitedMs: 0, dropped: NONE_DROPPED }, tell);
    case 'examine': return examine(message.id, message.frame, message.by, tell);
    case 'watch': return watch(message.frames, message.frameRate, tell);
    case 'begin':
      watched?.begin();
      return;
    case 'unwatch':
      unwatch();
      return;
    case 'ask for':
      runner().askFor(message.model, message.options);
      return;
    case 'ask': return runner().idle().then(() => tell({ type: 'alive' }));
  }
}

async function open({ model, preferred, size, beside, lost }: ToWorker & { type: 'open' }, tell: Tell): Promise<void> {
  const onProgress = (progress: (FromWorker & { type: 'progress' })['progress']) => tell({ type: 'progress', progress });
  let kind: VisionFailure['kind'] = 'engine';
  try {
    const running = runner(beside);
    if (!running.started) fetchLikelyEngine({ preferred, lost });
    const load = async (name: string, onLoaded: typeof onProgress) => {
      kind = 'model';
      const loaded = await fetchModel(name, onLoaded);
      kind = 'engine';
      return loaded;
    };
    const opened = await running.open(model, size, { preferred, lost, load, onProgress, onLost: (name, because) => tell({ type: 'lost', engine: name, because }) });
    tell({ type: 'ready', ...opened });
  } catch (error) {
    tell({ type: 'failed', failure: failureOf(kind, error) });
  }
}

async function look(frame: Transferable2d, taken: Taken, tell: Tell): Promise<void> {
  try {
    const sight = await runner().look(frame, taken);
    tell({ type: 'seen', sight }, ownedBy(sight));
  } catch (error) {
    tell({ type: 'failed', failure: failureOf('frame', error) });
  }
}

async function examine(id: number, frame: Transferable2d, by: Asked | undefined, tell: Tell): Promise<void> {
  try {
    const result = await runner().examine(frame, { takenAt: epochMs(), waitedMs: 0, dropped: NONE_DROPPED }, by);
    tell({ type: 'examined', id, result }, ownedBy(result));
  } catch (error) {
    tell({ type: 'examined', id, result: failureOf('frame', error) });
  }
}

/** Looks at the newest frame, again and again, until the stream ends. */
async function watch(stream: FrameStream, frameRate: number | undefined, tell: Tell): Promise<void> {
  unwatch();
  try {
    watched = new FrameReader(stream, frameRate);
    const frames = watched;
    tell({ type: 'watching' });
    for (let next = await frames.next(); next !== undefined; next = await frames.next()) await look(next.frame, next.taken, tell);
  } catch (error) {
    // This browser hands over what it cannot read, or the stream broke.
    console.error(error);
    if ('stop' in stream) stream.stop();
    tell({ type: 'unreadable' });
  }
}

function unwatch(): void {
  watched?.close();
  watched = undefined;
}

/** Pictures are known to models/ as something that is closed. */
const ownedBy = ({ prediction }: FrameResult): Transferable[] => [...transferablesOf(prediction)] as Transferable[];

/** What others throw is not written for a person; it is in the console. */
function failureOf(kind: VisionFailure['kind'], error: unknown): VisionFailure {
  console.error(error);
  return { kind, message: error instanceof FoveaError ? error.message : UNEXPECTED[kind] };
}

const UNEXPECTED: Readonly<Record<VisionFailure['kind'], string>> = {
  model: 'The model could not be read. Choose another model, or try again.',
  engine: 'The part that runs the model failed. Try another browser, or update this one.',
  frame: 'The picture could not be looked at. Try another one, or another engine.',
};
