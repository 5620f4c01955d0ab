import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_PREFERENCES, parsePreferences, wishedPlace } from '../../../../app/live/session/preferences';

describe('preferences', () => {
  it('come back as they were kept', () => {
    const kept = { mode: 'classification', models: { detection: 'a-model' }, serverOnlyModels: { classification: 'a-heavy-one' }, engine: 'wasm', thresholds: { 'a-model': 0.4 }, facing: 'user', cameraId: 'abc', resolution: 'large', hidden: { 'a-model': [3] }, sizes: { 'a-model': 416 }, place: 'auto', maySend: true, mirrored: { 'a-camera': false }, readAloud: true };
    expect(parsePreferences(JSON.stringify(kept))).toEqual(kept);
  });

  it('lose a field that cannot be read, and only that', () => {
    expect(parsePreferences('{"engine":"steam","mode":"dream","models":{"detection":"a-model"},"thresholds":{"a-model":7}}')).toEqual({ ...DEFAULT_PREFERENCES, models: { detection: 'a-model' } });
  });

  it('of before there were modes are those of the first', () => {
    expect(parsePreferences('{"model":"a-model","place":"auto"}')).toEqual({ ...DEFAULT_PREFERENCES, models: { detection: 'a-model' }, place: 'auto' });
    const former = { model: 'a-model', place: 'server', maySend: true, serverOnlyModel: { name: 'a-heavy-one', before: 'device' } };
    const now = parsePreferences(JSON.stringify(former));
    expect(now).toEqual({ ...DEFAULT_PREFERENCES, models: { detection: 'a-model' }, serverOnlyModels: { detection: 'a-heavy-one' }, place: 'device', maySend: true });
    expect(wishedPlace(now)).toBe('server');
    expect(wishedPlace({ ...now, mode: 'classification' })).toBe('device');
  });

  it('are the default for anything else', () => {
    expect(parsePreferences(null)).toEqual(DEFAULT_PREFERENCES);
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(parsePreferences(text)).toMatchObject({ thresholds: {} });
    }));
  });
});
