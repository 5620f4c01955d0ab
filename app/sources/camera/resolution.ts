/** Pictures that a person may ask of a camera. Networks look at less than any of them; the preview and snapshots gain. */
export const RESOLUTIONS = {
  small: { width: 640, height: 480 },
  standard: { width: 1280, height: 720 },
  large: { width: 1920, height: 1080 },
} as const;

export type ResolutionName = keyof typeof RESOLUTIONS;
export const RESOLUTION_NAMES = ['small', 'standard', 'large'] as const satisfies readonly ResolutionName[];
