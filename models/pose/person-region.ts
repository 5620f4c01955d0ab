import type { Box, Size } from '../geometry/box';

/** How much of the surroundings a network for poses sees: PP-TinyPose was trained so. */
const PADDING = 1.25;

/** What a network that wants one person sees of a picture: the person's box, widened about its centre to the input's proportions and then all round. */
export function personRegion(box: Box, input: Size): Box {
  const proportion = input.width / input.height;
  const width = PADDING * Math.max(box.width, box.height * proportion);
  const height = width / proportion;
  return { x: box.x + (box.width - width) / 2, y: box.y + (box.height - height) / 2, width, height };
}
