import type { OffloadResult } from '../../models/protocol/messages';
import { NONE_DROPPED, type FrameResult } from '../looker/messages';

/** What the server saw in one frame, and what it took to know. */
export interface ServerFrameResult {
  readonly model: string;
  readonly prediction: OffloadResult['prediction'];
  readonly timings: OffloadResult['timings'];
  /** When the frame was taken, as it was given. */
  readonly takenAt: number;
  readonly pictureBytes: number;
  readonly encodeMs: number;
  /** On the network, there and back. */
  readonly networkMs: number;
  /** Of that, beyond an empty round trip. */
  readonly transferMs: number;
  /** From capture to result. */
  readonly latencyMs: number;
}

export function frameResultOf({ prediction, takenAt, encodeMs, networkMs, timings: { stages } }: ServerFrameResult): FrameResult {
  return {
    prediction,
    takenAt,
    timings: { encode: encodeMs, network: networkMs, ...stages },
    waitedMs: 0,
    dropped: NONE_DROPPED,
    memory: { tensors: 0, bytes: 0 },
  };
}
