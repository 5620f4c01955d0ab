import { NONE_DROPPED, type Sight } from '../vision/messages';
import type { OffloadSight } from './offload-client';

/** The parts of the time in the places of those that the device has: see SpeedDetails, which names them. */
export function sightOf({ prediction, takenAt, encodeMs, networkMs, timings: { queuedMs, decodedMs, inferredMs } }: OffloadSight): Sight {
  return {
    prediction,
    takenAt,
    timings: { prepareMs: encodeMs, forwardMs: inferredMs, readMs: networkMs, decodeMs: queuedMs + decodedMs },
    waitedMs: 0,
    dropped: NONE_DROPPED,
    memory: { tensors: 0, bytes: 0 },
  };
}
