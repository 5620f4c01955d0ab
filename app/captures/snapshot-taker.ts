import type { Prediction } from '../../models/prediction/prediction';
import type { ServedCard } from '../../models/protocol/messages';
import type { Transferable2d } from '../looker/messages';
import type { TrackedResults } from '../looker/tracked-results';
import type { Source } from '../sources/source';
import { pageTask } from '../tasks';
import type { ResultFilter } from '../tasks/task';
import type { Capture } from './capture';
import type { CaptureTray } from './capture-tray';

/** What snapshots and recordings are of. */
export interface Shown {
  /** What is looked at now. */
  readonly source: () => Source | undefined;
  /** The element that shows it, once it has a picture. */
  readonly video: () => HTMLVideoElement | null;
  readonly results: TrackedResults;
  /** Of what looks now. */
  readonly card: () => ServedCard | undefined;
  /** Asks what looks now about one picture, which stays the caller's. */
  readonly predictOnce: (image: Transferable2d) => Promise<{ readonly prediction: Prediction; readonly card: ServedCard }>;
  /** What a person wants to see of a model's answers. */
  readonly filter: (card: ServedCard) => ResultFilter;
}

/** Takes snapshots and recordings of what is shown and seen. */
export class SnapshotTaker {
  constructor(private readonly shown: Shown, private readonly tray: CaptureTray) {}

  /** The picture of now with what is seen in exactly that picture. */
  async snapshot(): Promise<void> {
    const { source, video, results, predictOnce, filter } = this.shown;
    await this.tray.snapshot(async (): Promise<Capture> => {
      const open = source();
      const picture = open?.kind === 'picture' ? open.bitmap : open && video();
      if (!picture) throw new Error('There is no picture yet.');
      const image = await createImageBitmap(picture);
      try {
        const { prediction, card } = await predictOnce(image);
        const task = pageTask(prediction.task);
        const { takeSnapshot } = await import('./take-snapshot');
        return await takeSnapshot(image, task, task.still(prediction, filter(card), results.picked().only), card, new Date());
      } finally {
        image.close();
      }
    });
  }

  /** Starts to record what is shown, or ends that; a recording ends with its source too. */
  async toggleRecording(): Promise<void> {
    const video = this.shown.video();
    if (video === null) return;
    const { Recorder } = await import('./recorder');
    await this.tray.toggleRecording((onProgress) => new Recorder(video, this.shown.results, this.shown.card, onProgress));
  }
}
