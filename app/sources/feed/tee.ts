import type { Transferable2d } from '../../looker/messages';
import type { FrameSink } from './frame-sink';

/**
 * One sink in the place of several, such as two models that look at one source: each gets a copy of every frame, and of
 * those that come while it is busy the newest. Frames come one by one: a stream has one reader.
 */
export function tee(sinks: readonly FrameSink[]): FrameSink {
  return {
    get free() { return sinks.some(({ free }) => free); },
    look: (frame) => void copies(frame, sinks.length).then((all) => sinks.forEach((sink, index) => {
      const copy = all[index];
      if (copy !== undefined) sink.look(copy);
    })),
    skip: () => sinks.forEach((sink) => sink.skip()),
    watch: () => { throw new TypeError('Several sinks take single frames.'); },
    unwatch: () => undefined,
  };
}

/** @returns so many, the frame itself among them; where there is to be none it is closed */
async function copies(frame: Transferable2d, count: number): Promise<readonly Transferable2d[]> {
  if (count === 0) frame.close();
  if (count < 2) return [frame].slice(0, count);
  const others = Array.from({ length: count - 1 }, () => ('clone' in frame ? frame.clone() : createImageBitmap(frame)));
  return [...await Promise.all(others), frame];
}
