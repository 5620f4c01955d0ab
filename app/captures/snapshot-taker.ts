import type { ServedCard } from '../../models/protocol/messages';
import type { Detection, Prediction } from '../../models/prediction/prediction';
import type { Capture } from './capture';
import type { Offloading } from '../offload/offloading';
import type { ValueStore } from '../ui/value-store';
import type { Transferable2d } from '../looker/messages';
import type { TrackedResults } from '../looker/tracked-results';
import type { VisionClient } from '../looker/vision-client';
import type { CaptureTray } from './capture-tray';
import type { LiveState } from '../live/session/live-state';
import { filterFor } from '../live/session/live-selectors';

interface SnapshotTakerHost {
  readonly state: ValueStore<LiveState>;
  readonly seen: TrackedResults;
  readonly keeping: CaptureTray;
  readonly vision: Pick<VisionClient, 'predictOnce'>;
  readonly offloading: Pick<Offloading, 'state' | 'predictOnce'>;
  /** The element that shows the source, once it has a picture. */
  readonly video: () => HTMLVideoElement | null;
}

/** Takes snapshots and recordings of what is shown and seen. */
export class SnapshotTaker {
  constructor(private readonly host: SnapshotTakerHost) {}

  /** The picture of now with what is seen in exactly that picture. */
  async snapshot(): Promise<void> {
    const { state, seen, keeping, video } = this.host;
    await keeping.snapshot(async (): Promise<Capture> => {
      const { source } = state.get();
      if (source.status !== 'open') throw new Error('There is no picture yet.');
      const shown = source.source.kind === 'picture' ? source.source.bitmap : video();
      if (shown === null) throw new Error('There is no picture yet.');
      const image = await createImageBitmap(shown);
      try {
        const { prediction, card } = await this.predictOnce(image);
        const { threshold, hidden } = filterFor(card, state.get().preferences);
        const { only } = seen.picked();
        const isShown = ({ score, categoryId }: Detection) => score >= threshold && !hidden.includes(categoryId) && (only === undefined || categoryId === only);
        const detections = prediction.task === 'detection' ? prediction.detections.filter(isShown) : [];
        const { takeSnapshot } = await import('./take-snapshot');
        return await takeSnapshot(image, detections, card, new Date());
      } finally {
        image.close();
      }
    });
  }

  /** Starts to record what is shown, or ends that; a recording ends with its source too. */
  async toggleRecording(): Promise<void> {
    const { seen, keeping } = this.host;
    const video = this.host.video();
    if (video === null) return;
    const { Recorder } = await import('./recorder');
    await keeping.toggleRecording((onProgress) => new Recorder(video, seen, onProgress));
  }

  /** What looks now is asked about one picture, which stays the caller's; where the server does not answer, this device is. */
  async predictOnce(image: Transferable2d): Promise<{ readonly prediction: Prediction; readonly card: ServedCard }> {
    const { state, vision, offloading } = this.host;
    const { place, card } = offloading.state.get();
    const served = place === 'server' && card !== undefined ? await offloading.predictOnce(await copyOf(image)) : undefined;
    if (served !== undefined && card !== undefined) return { prediction: served.prediction, card };
    const { vision: running } = state.get();
    if (running.status !== 'ready') throw new Error('The model is not ready.');
    return { prediction: (await vision.predictOnce(await copyOf(image))).prediction, card: running.card };
  }
}

/** Without its pixels where the browser can. */
const copyOf = async (image: Transferable2d): Promise<Transferable2d> => ('clone' in image ? image.clone() : await createImageBitmap(image));
