import { describe, expect, it } from 'vitest';
import { explainCameraError, STALLED, UNPLUGGED, whyNoCameraApi } from '../../../../app/sources/camera/camera-failure';

describe('why there is no camera', () => {
  it.each([
    ['NotAllowedError', 'Permission denied', 'refused'],
    ['NotAllowedError', 'Permission denied by system', 'blocked'],
    ['SecurityError', '', 'blocked'],
    ['NotFoundError', 'Requested device not found', 'none'],
    ['NotReadableError', 'Could not start video source', 'in-use'],
    ['AbortError', '', 'in-use'],
    ['OverconstrainedError', '', 'unsuitable'],
    ['TypeError', 'something odd', 'unknown'],
  ])('%s (%s) is told as %s', (name, message, kind) => {
    const failure = explainCameraError(new DOMException(message, name), 'camera');
    expect(failure.kind).toBe(kind);
    expect(failure.advice).toMatch(/try again/i);
    expect(failure.title).not.toMatch(/error/i);
  });

  it('does not hide what the browser says of a failure that nobody knows', () => {
    expect(explainCameraError(new Error('lens cap on'), 'camera').advice).toContain('lens cap on');
    expect(explainCameraError('no reason', 'camera').advice).toContain('no reason');
  });

  it('names the command that makes the page secure', () => {
    expect(whyNoCameraApi({ isSecureContext: false, hasMediaDevices: false })).toMatchObject({ kind: 'insecure', advice: expect.stringContaining('npm start -- --https') as string });
    expect(whyNoCameraApi({ isSecureContext: true, hasMediaDevices: false })?.kind).toBe('unsupported');
    expect(whyNoCameraApi({ isSecureContext: true, hasMediaDevices: true })).toBeUndefined();
  });

  it('says what to do with a camera that was unplugged, or gives no pictures', () => {
    for (const { advice } of [UNPLUGGED, STALLED]) expect(advice).toMatch(/try again/i);
  });

  it('tells a screen from a camera, and one that nobody chose from a failure', () => {
    expect(explainCameraError(new DOMException('Permission denied by user', 'NotAllowedError'), 'screen').kind).toBe('cancelled');
    for (const name of ['SecurityError', 'NotFoundError', 'NotReadableError', 'OverconstrainedError', 'TypeError']) {
      const { title, advice } = explainCameraError(new DOMException('', name), 'screen');
      expect(title).toContain('screen');
      expect(title + advice).not.toContain('camera');
    }
  });
});
