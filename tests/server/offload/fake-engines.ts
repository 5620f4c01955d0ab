import { letterbox } from '../../../models/frames/frame-placement';
import type { Engine, FramePredictor } from '../../../models/engine/engine';
import type { ServerEngine } from '../../../server/offload/pool/engines';

/** Engines for tests, which do with a frame what its width says. Pictures are decoded for real. */

/** A width that crashes its worker, one that does so after a while, and one that hangs it. */
export const CRASHES = 1013;
export const CRASHES_LATE = 1015;
export const CRASH_AFTER_MS = 300;
export const HANGS = 1017;
/** One that makes it wait for what never comes. */
export const WAITS = 1019;
/** From here on a frame takes as many milliseconds as its width is larger. */
export const SLOW = 2000;

/** A frame of this height is answered without being decoded, for tests of everything else. */
export const UNSEEN_HEIGHT = 7;

/** Models that one of the engines does not run, and that none does. */
export const UNUSUAL = 'mobilenet-v2-imagenet';
export const UNRUNNABLE = 'faster-rcnn-shufflenet-v2-pan-320';

/** Answers one box over the whole frame, which says who it is of, and of how many that were looked at together. */
const predictorOf = (name: string, runMs: number): FramePredictor => ({
  warmUp: () => Promise.resolve(),
  predictTogether: (looks) => Promise.all(looks.map(async ({ frame }) => {
    const { width, height } = frame;
    if (height !== UNSEEN_HEIGHT) await frame.fitted(letterbox(frame, { width: 32, height: 32 }), [0, 0, 0]);
    if (width === CRASHES_LATE) await new Promise((resolve) => setTimeout(resolve, CRASH_AFTER_MS));
    if (width === CRASHES || width === CRASHES_LATE) throw new Error('this frame crashes');
    if (width === WAITS) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    const until = performance.now() + (width >= SLOW ? width - SLOW : 0);
    while (width === HANGS || performance.now() < until);
    const label = looks.length === 1 ? name : `${name}, ${looks.length} together`;
    return {
      prediction: { task: 'detection', width, height, detections: [{ categoryId: 1, label, score: 1, box: { x: 0, y: 0, width, height } }] },
      timings: { prepare: 0, forward: runMs, read: 0, decode: 0 },
    };
  })),
  close: () => undefined,
});

/** An engine that says how long a run takes it. It lacks what some models need, as is found when one of them is opened, or first run. */
function engine(name: string, runMs: number, lacks: { readonly whenOpened?: string; readonly whenRun?: string } = {}): ServerEngine {
  const opened: Engine<FramePredictor> = {
    name,
    description: 'does nothing',
    open: ({ card: { name: model, input } }) => {
      if (model === lacks.whenOpened) throw new Error(`no operation for ${model}`);
      const predictor = predictorOf(`${name} at ${input.width}`, runMs);
      return model === lacks.whenRun ? { ...predictor, warmUp: () => Promise.reject(new Error(`no kernel for ${model}`)) } : predictor;
    },
    stop: () => undefined,
  };
  return { name, uses: 'one core', start: () => Promise.resolve(opened) };
}

/** How long the engine 'thorough' takes to open a model. */
export const THOROUGH_MS = 400;

/** It takes its time to open a model, and says with each answer which worker has opened it, and as which of its own. */
function thorough(): ServerEngine {
  let opened = 0;
  return {
    name: 'thorough', uses: 'one core',
    start: () => Promise.resolve({
      name: 'thorough', description: 'opens slowly',
      open: async () => {
        await new Promise((resolve) => setTimeout(resolve, THOROUGH_MS));
        return predictorOf(`worker ${process.pid}, opened ${++opened}`, 0);
      },
      stop: () => undefined,
    }),
  };
}

/** It ends its process, as native code does that is not made for this machine. */
const fatal: ServerEngine = { ...engine('fatal', 0), start: () => Promise.resolve(process.kill(process.pid, 'SIGKILL')).then(() => new Promise(() => undefined)) };

export const engines: readonly ServerEngine[] = [
  thorough(),
  fatal,
  { name: 'missing', uses: 'one core', start: () => Promise.reject(new Error('it is not installed')) },
  engine('instant', 0),
  engine('quick', 1, { whenOpened: UNUSUAL, whenRun: UNRUNNABLE }),
  engine('plain', 2, { whenRun: UNRUNNABLE }),
];
