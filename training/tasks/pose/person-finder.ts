import type { CocoDataset } from '../../../models/artifact/coco';
import { loadModel } from '../../../models/artifact/load';
import { pixelFrame } from '../../../models/frames/pixel-frame';
import type { OpenedPicture } from '../../../models/node/pictures/open-picture';
import { pictureFrame } from '../../../models/node/pictures/sharp-frame';
import { posesInBoxes, type PersonBox } from '../../../models/pose/poses-in-boxes';
import { PERSON_FINDER } from '../../../models/tasks/pose';
import { readCocoDataset } from '../../data/sources/coco/coco-json';
import { openPredictor, type PredictorEngineName } from '../../engines/open-predictor';
import { findModel } from '../../export/model-files';
import type { ThingFinder } from '../task';

/** Says where the persons of a picture are. */
interface Persons {
  /** In pixels of the upright picture. */
  find(picture: OpenedPicture, file: string): Promise<readonly PersonBox[]>;
  close(): void;
}

/** With a file of COCO annotations the poses of those persons, of pictures that are called the same; without one of those that the default detector finds. */
export async function openPersonFinder(annotations: string | undefined, engine: 'auto' | PredictorEngineName): Promise<ThingFinder> {
  const persons = annotations === undefined ? await detectedPersons(engine) : annotatedPersons(await readCocoDataset(annotations));
  return {
    async predict(predictor, picture, file, scoreThreshold = predictor.card.scoreThreshold) {
      const boxes = await persons.find(picture, file);
      const pixels = await picture.decode({ orientation: 'shown', background: predictor.card.input.mean });
      const { prediction, timings } = await posesInBoxes(predictor, pixelFrame(pixels), boxes, picture.size.shown);
      return { prediction: { ...prediction, persons: prediction.persons.filter(({ score }) => score >= scoreThreshold) }, timings };
    },
    close: () => persons.close(),
  };
}

async function detectedPersons(engine: 'auto' | PredictorEngineName): Promise<Persons> {
  const { predictor } = await openPredictor(await loadModel(await findModel(PERSON_FINDER.model)), engine);
  return {
    find: async (picture) => {
      const { prediction } = await predictor.predict(pictureFrame(picture));
      return prediction.task === 'detection' ? prediction.detections.filter(({ label }) => label === PERSON_FINDER.label) : [];
    },
    close: () => predictor.close(),
  };
}

function annotatedPersons({ images, annotations, categories }: CocoDataset): Persons {
  const persons = new Set(categories.filter(({ name }) => name === PERSON_FINDER.label).map(({ id }) => id));
  const imageIds = new Map(images.map(({ id, file_name }) => [fileName(file_name), id]));
  return {
    find: (_, file) => Promise.resolve(annotations
      .filter(({ image_id, category_id, iscrowd }) => image_id === imageIds.get(fileName(file)) && persons.has(category_id) && iscrowd !== 1)
      .map(({ bbox: [x, y, width, height] }) => ({ box: { x, y, width, height }, score: 1 }))),
    close: () => undefined,
  };
}

const fileName = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
