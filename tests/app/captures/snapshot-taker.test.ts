import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CaptureTray } from '../../../app/captures/capture-tray';
import { START } from '../../../app/live/session/live-state';
import { SnapshotTaker } from '../../../app/captures/snapshot-taker';
import type { ServerFrameResult } from '../../../app/offload/offload-result';
import { ON_DEVICE } from '../../../app/offload/offloading-state';
import { ValueStore } from '../../../app/ui/value-store';
import { epochMs, NONE_DROPPED, type FrameResult } from '../../../app/looker/messages';
import { TrackedResults } from '../../../app/looker/tracked-results';
import { tinyCard } from '../../models/artifact/tiny-card';

const picture = { width: 40, height: 30, close: () => undefined };
beforeEach(() => void vi.stubGlobal('createImageBitmap', () => Promise.resolve(picture)));
afterEach(() => void vi.unstubAllGlobals());

const [here, there] = [tinyCard({ name: 'here' }), tinyCard({ name: 'there' })];
const prediction = { task: 'detection' as const, width: 40, height: 30, detections: [] };
const timings = { prepareMs: 0, forwardMs: 0, readMs: 0, decodeMs: 0 };

/** @param answer of the server; undefined where it has none */
function taking(place: 'device' | 'server', answer?: ServerFrameResult) {
  const state = new ValueStore({ ...START, vision: { status: 'ready' as const, card: here, engine: { name: 'wasm' as const, detail: '', reason: '' } } });
  const sight: FrameResult = { prediction, timings, takenAt: epochMs(), waitedMs: 0, dropped: NONE_DROPPED, memory: { tensors: 0, bytes: 0 } };
  return new SnapshotTaker({
    state, seen: new TrackedResults(), keeping: new CaptureTray(() => undefined), video: () => null,
    vision: { predictOnce: () => Promise.resolve(sight) },
    offloading: { state: new ValueStore({ ...ON_DEVICE, place, card: there }), predictOnce: () => Promise.resolve(answer) },
  });
}

it('asks whoever looks now about a picture, and this device where the server has no answer', async () => {
  const served: ServerFrameResult = {
    model: there.name, prediction, timings: { queuedMs: 0, decodedMs: 0, inferredMs: 0, totalMs: 0 },
    takenAt: 0, pictureBytes: 1, encodeMs: 0, networkMs: 0, transferMs: 0, latencyMs: 0,
  };
  const by = async (asked: SnapshotTaker) => (await asked.predictOnce(picture)).card.name;
  expect(await by(taking('device', served))).toBe(here.name);
  expect(await by(taking('server', served))).toBe(there.name);
  expect(await by(taking('server'))).toBe(here.name);
});
