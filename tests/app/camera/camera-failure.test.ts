import { describe, expect, it } from 'vitest';
import { explainCameraError, UNPLUGGED, whyNoCameraApi } from '../../../app/camera/camera-failure';

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
    const failure = explainCameraError(new DOMException(message, name));
    expect(failure.kind).toBe(kind);
    expect(failure.advice).toMatch(/try again/i);
    expect(failure.title).not.toMatch(/error/i);
  });

  it('does not hide what the browser says of a failure that nobody knows', () => {
    expect(explainCameraError(new Error('lens cap on')).advice).toContain('lens cap on');
    expect(explainCameraError('no reason').advice).toContain('no reason');
  });

  it('names the command that makes the page secure', () => {
    expect(whyNoCameraApi({ isSecureContext: false, hasMediaDevices: false })).toMatchObject({ kind: 'insecure', advice: expect.stringContaining('npm start -- --https') as string });
    expect(whyNoCameraApi({ isSecureContext: true, hasMediaDevices: false })?.kind).toBe('unsupported');
    expect(whyNoCameraApi({ isSecureContext: true, hasMediaDevices: true })).toBeUndefined();
  });

  it('says what to do with a camera that was unplugged', () => {
    expect(UNPLUGGED.advice).toMatch(/try again/i);
  });
});
