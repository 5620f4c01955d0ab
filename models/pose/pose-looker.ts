import { InvalidInputError } from '../errors';
import type { Frame } from '../frames/frame';
import type { Box } from '../geometry/box';
import type { PredictOptions } from '../prediction/prediction';
import { addTimes, totalMs, type StageTimes } from '../prediction/stages';
import type { Predictor, PredictorResult } from '../predictor';
import { isDetectionPrediction } from '../tasks/detection';
import type { Person } from '../tasks/pose';
import { PersonsFollowed } from './persons-followed';
import { posesInBoxes, type PosePredictor } from './poses-in-boxes';

/** What the poses of one frame may take, so that a picture that moves is looked at a few times a second. */
const BUDGET_MS = 200;
/** However slow a device is, and however fast. */
const LEAST_PERSONS = 2;
const MOST_PERSONS = 6;
/** In a frame that is looked at for its own sake; COCO's protocol has as many. */
const MOST_IN_STILL = 20;
/** The weight of a person's time against those before it. */
const FRESH = 0.1;

/** What finds persons. */
export interface PersonFinder {
  /** A detector, */
  readonly predictor: Pick<Predictor, 'card' | 'predict'>;
  /** and its name for a person. */
  readonly label: string;
}

interface Poses {
  readonly persons: readonly Person[];
  readonly timings: StageTimes;
}

/**
 * The poses of several persons in whole frames, by two models: one finds persons, now and then, the other is shown each of
 * them in a box that follows the pose. Both stay the caller's. One call at a time.
 */
export class PoseLooker {
  private readonly followed = new PersonsFollowed();
  /** What a person takes, smoothed. */
  private personMs: number | undefined;

  constructor(private readonly poses: PosePredictor, private readonly finder: PersonFinder, private readonly now: () => number = () => performance.now()) {}

  /** Looks at the next frame of a stream, at as many persons as there is time for, the largest first. The frame stays the caller's. */
  async look(frame: Frame, options: PredictOptions = {}): Promise<PredictorResult> {
    const { followed } = this;
    if (followed.needsFinding(frame, this.now())) return this.answer(frame, options, await this.findAndFollow(frame));
    const { persons, timings } = await this.estimate(frame, followed.largest(this.mostPersons));
    const { there, lost } = followed.seen(persons, frame);
    if (!lost) return this.answer(frame, options, { persons: there, timings });
    // Who is lost may be somewhere else, and so may all be where another picture follows.
    const again = await this.findAndFollow(frame);
    return this.answer(frame, options, { persons: again.persons, timings: addTimes(timings, again.timings) });
  }

  /** Looks at a frame for its own sake, beside those of a stream: at everybody who is found. */
  async examine(frame: Frame, options: PredictOptions = {}): Promise<PredictorResult> {
    const alone = new PersonsFollowed();
    const found = await this.find(frame);
    alone.found(found.boxes, 0, 0);
    const { persons, timings } = await this.estimate(frame, alone.largest(MOST_IN_STILL));
    return this.answer(frame, options, { persons: alone.seen(persons, frame).there, timings: addTimes(found.timings, timings) });
  }

  private async findAndFollow(frame: Frame): Promise<Poses> {
    const { boxes, timings } = await this.find(frame);
    this.followed.found(boxes, this.now(), totalMs(timings));
    const estimated = await this.estimate(frame, this.followed.largest(this.mostPersons));
    return { persons: this.followed.seen(estimated.persons, frame).there, timings: addTimes(timings, estimated.timings) };
  }

  private async find(frame: Frame): Promise<{ readonly boxes: readonly Box[]; readonly timings: StageTimes }> {
    const { predictor, label } = this.finder;
    const { prediction, timings } = await predictor.predict(frame);
    if (!isDetectionPrediction(prediction)) throw new InvalidInputError(`'${predictor.card.name}' does ${prediction.task}; expected a model for detection, that finds persons.`);
    return { boxes: prediction.detections.filter((one) => one.label === label).map(({ box }) => box), timings };
  }

  private async estimate(frame: Frame, boxes: readonly Box[]): Promise<Poses> {
    const { prediction: { persons }, timings } = await posesInBoxes(this.poses, frame, boxes.map((box) => ({ box, score: 1 })));
    if (boxes.length > 0) {
      const personMs = totalMs(timings) / boxes.length;
      this.personMs = this.personMs === undefined ? personMs : this.personMs + FRESH * (personMs - this.personMs);
    }
    return { persons, timings };
  }

  private get mostPersons(): number {
    return Math.min(MOST_PERSONS, Math.max(LEAST_PERSONS, Math.floor(BUDGET_MS / (this.personMs ?? 0))));
  }

  private answer({ width, height }: Frame, { scoreThreshold = this.poses.card.scoreThreshold }: PredictOptions, { persons, timings }: Poses): PredictorResult {
    return { prediction: { task: 'pose', width, height, persons: persons.filter(({ score }) => score >= scoreThreshold) }, timings };
  }
}
