import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_PREFERENCES, parsePreferences } from '../../../../app/live/session/preferences';

describe('preferences', () => {
  it('come back as they were kept', () => {
    const kept = { model: 'a-model', serverOnlyModel: { name: 'a-heavy-one', before: 'device' }, engine: 'wasm', thresholds: { 'a-model': 0.4 }, facing: 'user', cameraId: 'abc', resolution: 'large', hidden: { 'a-model': [3] }, sizes: { 'a-model': 416 }, place: 'auto', maySend: true, mirrored: { 'a-camera': false }, readAloud: true };
    expect(parsePreferences(JSON.stringify(kept))).toEqual(kept);
  });

  it('lose a field that cannot be read, and only that', () => {
    expect(parsePreferences('{"engine":"steam","model":"a-model","thresholds":{"a-model":7}}')).toEqual({ ...DEFAULT_PREFERENCES, model: 'a-model' });
  });

  it('are the default for anything else', () => {
    expect(parsePreferences(null)).toEqual(DEFAULT_PREFERENCES);
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(parsePreferences(text)).toMatchObject({ thresholds: {} });
    }));
  });
});
