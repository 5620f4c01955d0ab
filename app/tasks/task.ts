import type { ReactNode } from 'react';
import type { Keypoints } from '../../models/artifact/card';
import type { Box, Size } from '../../models/geometry/box';
import type { DecodingCard } from '../../models/tasks/task';
import type { PredictOptions, Prediction } from '../../models/prediction/prediction';
import type { TaskName } from '../../models/tasks';
import type { CocoAnswer } from '../../models/tasks/task';
import type { Transferable2d } from '../looker/messages';
import type { Placement, Point } from '../overlay/view';

/** Which answers a person wants to see. */
export interface ResultFilter {
  /** The least score, 0 to 1. */
  readonly threshold: number;
  /** Categories that are not shown. */
  readonly hidden: readonly number[];
}

/** What a person picked of what is seen, until there is another picture. */
export interface Picked {
  /** The category that alone is shown. */
  readonly only: number | undefined;
  /** The thing that is asked about, and the one that stands out, by their ids. */
  readonly thing: number | undefined;
  readonly marked: number | undefined;
  /** Ids of things that are not shown. */
  readonly hidden: readonly number[];
}

export const NOTHING_PICKED: Picked = { only: undefined, thing: undefined, marked: undefined, hidden: [] };

/** An answer on its way to the screen. */
export interface ArrivedAnswer<P> {
  readonly prediction: P;
  /** When its frame was taken, and when the answer came, both on one clock in milliseconds. */
  readonly takenAtMs: number;
  readonly arrivedAtMs: number;
  /** The score from which on something new is believed. */
  readonly threshold: number;
}

/** What follows answers from frame to frame. `S` is what is shown of them at one time. */
export interface ResultTracker<P, S> {
  /** Takes in an answer; answers come in the order of their frames. */
  update(answer: ArrivedAnswer<P>): void;
  at(timeMs: number): S;
  /** Shows at once what the newest answer is so certain of, and nothing else. */
  sift(threshold: number): void;
  /** Another picture comes. */
  reset(): void;
}

/** What is seen, as the page's parts see it: they are told when it changes, and draw what is there at a time. */
export interface Results<S> {
  /** At a time in milliseconds since 1970, as a person picked. */
  at(timeMs: number): S;
  /** The same, whatever a person picked of it. */
  wantedAt(timeMs: number): S;
  /** The same object until something else is picked. */
  readonly picked: () => Picked;
  pick(change: Partial<Picked>): void;
  readonly subscribe: (watcher: () => void) => () => void;
}

/** What is shown, of its own size: a drawing may take it up and draw it anew. */
export type Picture = HTMLVideoElement | HTMLCanvasElement | Transferable2d;

/** What draws over a picture needs to know of where. */
export interface DrawOptions {
  /** The size of what is drawn on, in the units that the context is scaled to: CSS pixels on a screen. */
  readonly view: Size;
  /** Where the picture lies in it. */
  readonly placement: Placement;
  readonly mirrored: boolean;
  /** A screen has elements beside the drawing that say the rest; a picture or a recording has nothing else. */
  readonly on: 'screen' | 'picture';
  /** What is drawn over; undefined until there is one. */
  readonly image?: Picture | undefined;
  /** What lies over the view and would hide a label. */
  readonly covers?: readonly Box[];
  /** The id of a thing that stands out. */
  readonly marked?: number | undefined;
}

/** One answer as files have it: in COCO's results format, boxes in the picture's pixels. */
export interface ResultRecord extends CocoAnswer {
  readonly label: string;
  /** Of a thing that is followed from frame to frame. */
  readonly trackId?: number;
}

/** What a person can set of what is shown. */
export interface TaskControls {
  /** The least score, where answers have one that a person can judge by. @see ResultFilter */
  readonly certainty?: {
    readonly name: string;
    /** 0 to 1, in place of what a card proposes, where answers say themselves how certain they are. */
    readonly start?: number;
    /** For a screen reader. */
    readonly describe: (percent: number) => string;
  };
  /** Whether single categories can be left out. */
  readonly categories: boolean;
}

/**
 * What a task is for the page: one folder beside this file and a line in the index. Whoever shows, keeps or follows results
 * asks the table; a task's name is compared nowhere else. `S` is what is shown of its answers at one time.
 */
export interface PageTask<P extends Prediction = Prediction, S = unknown> {
  readonly name: TaskName;
  /** The mode of the camera that it is, a verb. */
  readonly mode: string;
  /** To whom nothing is shown yet: what to point the camera at. */
  readonly invitation: string;
  /** What its answers are, in words: 'boxes'. */
  readonly answers: string;
  readonly controls: TaskControls;

  /** What a person asks of its models with every frame, where they can be asked for something. */
  readonly wishes?: {
    optionsFor(card: Pick<DecodingCard, 'categories'>): PredictOptions;
    /** Told when something else is wished for. @returns ends that */
    subscribe(watcher: () => void): () => void;
  };

  /** How a person wants its answers shown, kept for the next visit; whatever draws reads it. */
  readonly choice?: { load(): void };

  createTracker(): ResultTracker<P, S>;
  /** One answer for its own sake, such as a snapshot's. @param only the category that alone is wanted */
  still(prediction: P, filter: ResultFilter, only: number | undefined): S;
  /** What of all that is shown a person wants to see. @param hidden categories */
  select(shown: S, hidden: readonly number[], picked: Picked): S;
  draw(context: CanvasRenderingContext2D, shown: S, options: DrawOptions): void;
  /** Whether a person wants what is drawn without the picture, on the screen and in whatever is kept: before black. */
  hidesPicture?(): boolean;
  /** Of bodies, what their records name; recordings of what has joints keep these over time. */
  readonly joints?: Pick<Keypoints, 'names' | 'skeleton'>;
  /** For files, where answers are more than a picture. What fades is not in the picture any more. @param picture its size in pixels */
  records?(shown: S, picture: Size): readonly ResultRecord[];
  /** In words, of a picture: 'person 2, bottle 1'. */
  describe(shown: S): string;
  /** What a screen reader is told of what moves; undefined while that is not certain yet. */
  say(shown: S): string | undefined;
  /** The id of the thing that is meant by a tap. @param point in CSS pixels of the view */
  thingAt?(shown: S, point: Point, placement: Placement, mirrored: boolean): number | undefined;

  /** Over the picture itself. */
  over?(results: Results<S>): ReactNode;
  /** Beside the state at the head of the picture. */
  head?(results: Results<S>): ReactNode;
  /** Over the controls at its foot. @param hideCategory from now on nothing of it is shown */
  foot?(results: Results<S>, hideCategory: (categoryId: number) => void, card: Pick<DecodingCard, 'categories'>): ReactNode;
}
