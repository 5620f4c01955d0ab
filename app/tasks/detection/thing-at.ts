import { areaOf, type Box } from '../../../models/geometry/box';
import type { TrackedDetection } from '../../../models/tracking/detection-tracker';
import { toView, type Placement, type Point } from '../../overlay/view';

/** A finger that misses a box by so little means it, and one on the label above it too; in CSS pixels. */
const MARGIN = 12;
const LABEL_HEIGHT = 24;

/**
 * The thing that is meant by a tap: of those whose box it hits the one with the smallest, which is in front of the
 * others for who looks at it; else the smallest that it nearly hits.
 * @param point in CSS pixels of the view
 */
export function thingAt(things: readonly TrackedDetection[], point: Point, placement: Placement, mirrored: boolean): TrackedDetection | undefined {
  const placed = things
    .map((thing) => ({ thing, box: toView(placement, thing.box, mirrored) }))
    .sort((a, b) => areaOf(a.box) - areaOf(b.box));
  return (placed.find(({ box }) => holds(box, point)) ?? placed.find(({ box }) => holds(widened(box), point)))?.thing;
}

const holds = ({ x, y, width, height }: Box, point: Point): boolean => point.x >= x && point.x <= x + width && point.y >= y && point.y <= y + height;

const widened = ({ x, y, width, height }: Box): Box => ({ x: x - MARGIN, y: y - LABEL_HEIGHT, width: width + 2 * MARGIN, height: height + LABEL_HEIGHT + MARGIN });
