import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { predictOnce } from '../../../../app/live/session/predict-once';
import { epochMs, NONE_DROPPED, type FrameResult } from '../../../../app/looker/messages';
import type { ServerFrameResult } from '../../../../app/offload/offload-result';
import { ON_DEVICE } from '../../../../app/offload/offloading-state';
import { ValueStore } from '../../../../app/ui/value-store';
import { tinyCard } from '../../../models/artifact/tiny-card';

const picture = { width: 40, height: 30, close: () => undefined };
beforeEach(() => void vi.stubGlobal('createImageBitmap', () => Promise.resolve(picture)));
afterEach(() => void vi.unstubAllGlobals());

const [here, there] = [tinyCard({ name: 'here' }), tinyCard({ name: 'there' })];
const prediction = { task: 'detection' as const, width: 40, height: 30, detections: [] };
const result: FrameResult = { prediction, timings: {}, takenAt: epochMs(), waitedMs: 0, dropped: NONE_DROPPED, memory: { tensors: 0, bytes: 0 } };

/** @param answer of the server; undefined where it has none. @returns the name of what answered */
const askedAt = async (place: 'device' | 'server', answer?: ServerFrameResult) => (await predictOnce({
  vision: () => ({ status: 'ready', card: here, engine: { name: 'wasm', detail: '', reason: '' } }),
  client: { predictOnce: () => Promise.resolve(result) },
  offloading: { state: new ValueStore({ ...ON_DEVICE, place, card: there }), predictOnce: () => Promise.resolve(answer) },
}, picture)).card.name;

it('asks whoever looks now about a picture, and this device where the server has no answer', async () => {
  const served: ServerFrameResult = {
    model: there.name, prediction, timings: { stages: {}, totalMs: 0 },
    takenAt: 0, pictureBytes: 1, encodeMs: 0, networkMs: 0, transferMs: 0, latencyMs: 0,
  };
  expect(await askedAt('device', served)).toBe(here.name);
  expect(await askedAt('server', served)).toBe(there.name);
  expect(await askedAt('server')).toBe(here.name);
});
