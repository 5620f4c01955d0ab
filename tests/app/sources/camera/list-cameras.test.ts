import { describe, expect, it } from 'vitest';
import { cameraNames } from '../../../../app/sources/camera/list-cameras';

describe('the names of cameras', () => {
  it('say to which side of a phone they look', () => {
    expect(cameraNames(['camera2 1, facing front', 'camera2 0, facing back', 'camera2 2, facing back'])).toEqual(['Front camera', 'Back camera', 'Back camera 2']);
    expect(cameraNames(['Back Dual Wide Camera'])).toEqual(['Back Dual Wide Camera']);
  });

  it('are those of a computer without the numbers of their makers, each once', () => {
    expect(cameraNames(['Integrated Camera (04f2:b6dd)', 'HD Pro Webcam C920 (046d:082d)', '', ''])).toEqual(['Integrated Camera', 'HD Pro Webcam C920', 'Camera', 'Camera 2']);
  });
});
