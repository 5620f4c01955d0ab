import type { CocoSegmentation } from '../../../../models/artifact/coco';
import { encodePolygon } from '../../../../models/geometry/polygon-rle';
import { decompressRle, mergeRles, type Rle } from '../../../../models/geometry/rle';

/**
 * A mask as runs, in whichever of COCO's forms it is annotated. Polygons of fewer than three corners, which some tools write,
 * hold nothing.
 * @param height, width of the image, which polygons do not know
 */
export function segmentationRle(segmentation: CocoSegmentation, height: number, width: number): Rle {
  if (isPolygons(segmentation)) {
    const polygons = segmentation.filter(({ length }) => length >= 6).map((polygon) => encodePolygon(polygon, height, width));
    return polygons.length > 0 ? mergeRles(polygons) : { size: [height, width], counts: [height * width] };
  }
  const { size, counts } = segmentation;
  return typeof counts === 'string' ? decompressRle({ size, counts }) : { size, counts };
}

/** Whether there is a mask at all: an empty list says that there is none. */
export const hasMask = (segmentation: CocoSegmentation | undefined): segmentation is CocoSegmentation =>
  segmentation !== undefined && !(isPolygons(segmentation) && segmentation.length === 0);

const isPolygons = (segmentation: CocoSegmentation): segmentation is readonly (readonly number[])[] => Array.isArray(segmentation);
