import type { CocoSegmentation } from '../../../models/artifact/coco';
import { encodePolygon } from '../../../models/geometry/polygon-rle';
import { decompressRle, mergeRles, type Rle } from '../../../models/geometry/rle';

/** A mask as runs, in whichever of COCO's forms it is annotated. @param height, width of the image, which polygons do not know */
export function segmentationRle(segmentation: CocoSegmentation, height: number, width: number): Rle {
  if (isPolygons(segmentation)) return mergeRles(segmentation.map((polygon) => encodePolygon(polygon, height, width)));
  const { size, counts } = segmentation;
  return typeof counts === 'string' ? decompressRle({ size, counts }) : { size, counts };
}

const isPolygons = (segmentation: CocoSegmentation): segmentation is readonly (readonly number[])[] => Array.isArray(segmentation);
