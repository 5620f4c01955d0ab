import type { CocoDataset } from '../../../models/artifact/coco';
import { loadModel } from '../../../models/artifact/load';
import type { OpenedPicture } from '../../../models/node/pictures/open-picture';
import { pictureFrame } from '../../../models/node/pictures/sharp-frame';
import type { PersonBox } from '../../../models/pose/poses-in-boxes';
import { readCocoDataset } from '../../data/sources/coco-json';
import { openPredictor, type PredictorEngineName } from '../../engines/open-predictor';
import { findModel } from '../../export/model-files';

/** Says where the persons of a picture are. */
export interface PersonFinder {
  /** In pixels of the upright picture. */
  find(picture: OpenedPicture, file: string): Promise<readonly PersonBox[]>;
  close(): void;
}

const PERSON = 'person';
const DETECTOR = 'gfl-shufflenet-v2-pan';

/** With a file of COCO annotations those persons, of pictures that are called the same; without one those that the default detector finds. */
export const personFinder = (annotations: string | undefined, engine: 'auto' | PredictorEngineName): Promise<PersonFinder> =>
  annotations === undefined ? detectedPersons(engine) : readCocoDataset(annotations).then(annotatedPersons);

async function detectedPersons(engine: 'auto' | PredictorEngineName): Promise<PersonFinder> {
  const { predictor } = await openPredictor(await loadModel(await findModel(DETECTOR)), engine);
  return {
    find: async (picture) => {
      const { prediction } = await predictor.predict(pictureFrame(picture));
      return prediction.task === 'detection' ? prediction.detections.filter(({ label }) => label === PERSON) : [];
    },
    close: () => predictor.close(),
  };
}

export function annotatedPersons({ images, annotations, categories }: CocoDataset): PersonFinder {
  const persons = new Set(categories.filter(({ name }) => name === PERSON).map(({ id }) => id));
  const imageIds = new Map(images.map(({ id, file_name }) => [fileName(file_name), id]));
  return {
    find: (_, file) => Promise.resolve(annotations
      .filter(({ image_id, category_id, iscrowd }) => image_id === imageIds.get(fileName(file)) && persons.has(category_id) && iscrowd !== 1)
      .map(({ bbox: [x, y, width, height] }) => ({ box: { x, y, width, height }, score: 1 }))),
    close: () => undefined,
  };
}

const fileName = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
