import { describe, expect, it } from 'vitest';
import { isMirrored } from '../../../app/camera/open-camera';

describe('the mirror', () => {
  it('is for cameras that look at their user', () => {
    expect(isMirrored('user', 'Front camera')).toBe(true);
    expect(isMirrored('environment', 'Front camera')).toBe(false);
  });

  it('is for a computer\'s camera, which does not say where it looks', () => {
    expect(isMirrored(undefined, 'FaceTime HD Camera')).toBe(true);
    expect(isMirrored('', 'Integrated Webcam')).toBe(true);
    expect(isMirrored(undefined, 'Surface Camera Rear')).toBe(false);
  });
});
