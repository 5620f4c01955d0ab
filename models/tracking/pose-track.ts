import type { Size } from '../geometry/box';
import type { Keypoint, Person } from '../tasks/pose';
import { BoxMotion } from './box-motion';
import { FadingScore } from './fading-score';
import { Motion } from './motion';
import type { OneEuroOptions } from './one-euro-filter';

/** In longest sides of the person: a still joint trembles by a hundredth or two, a hand swings as far as its body is long in a second. */
const FILTER: OneEuroOptions = { minCutoff: 1.2, beta: 8, derivativeCutoff: 2 };
/** Where a network only guesses a joint, the joint stays where it was seen last. */
const GUESSED = 0.1;
/** A person is shown once so many of the newest looks were certain. */
const LOOKS_NEEDED = 2;
const LOOKS_COUNTED = 3;
/** The weight of an answer's score against those before it. */
const FRESH = 0.4;

/** One person in the answers so far: each joint smoothed and followed by itself, and its confidence fading instead of flickering. */
export class PoseTrack {
  /** Since the person is shown. */
  id: number | undefined;
  /** Answers since the person was seen the last time, and the first of them. */
  missed = 0;
  missedSinceMs = 0;
  score: number;
  private readonly unit: number;
  private readonly box: BoxMotion;
  private readonly joints: Motion;
  private readonly confidences: readonly FadingScore[];
  /** Where each joint was seen last: x and y by turns. */
  private places: readonly number[];
  private looks: readonly boolean[] = [true];

  constructor(private newest: Person, picture: Size, takenAtMs: number) {
    this.score = newest.score;
    this.unit = Math.max(newest.box.width, newest.box.height);
    this.box = new BoxMotion(newest.box, picture, takenAtMs);
    this.places = newest.keypoints.flatMap(({ x, y }) => [x, y]);
    this.joints = new Motion(FILTER, this.places, this.unit, takenAtMs);
    this.confidences = newest.keypoints.map(({ score }) => new FadingScore(score, takenAtMs));
  }

  /** Whether the person was seen with certainty often enough to be shown. */
  get isSure(): boolean {
    return certain(this.looks) >= LOOKS_NEEDED;
  }

  /** Whether the next answer could make it so. */
  get isPromising(): boolean {
    return certain(this.looks.slice(1 - LOOKS_COUNTED)) >= LOOKS_NEEDED - 1;
  }

  /** As the person was seen the last time. */
  get seen(): Person {
    return this.newest;
  }

  /** @param isCertain whether the answer counts for somebody who is not known yet */
  see(person: Person, isCertain: boolean, picture: Size, takenAtMs: number, arrivedAtMs: number): void {
    this.newest = person;
    this.score += FRESH * (person.score - this.score);
    this.box.see(person.box, picture, takenAtMs, arrivedAtMs);
    this.places = person.keypoints.flatMap(({ x, y, score }, index) => (score < GUESSED ? [this.places[2 * index] ?? x, this.places[2 * index + 1] ?? y] : [x, y]));
    const size = Math.max(person.box.width, person.box.height);
    this.joints.see(this.places, this.places.map(() => size), this.unit, takenAtMs, arrivedAtMs);
    person.keypoints.forEach(({ score }, index) => this.confidences[index]?.see(score, arrivedAtMs));
    this.missed = 0;
    this.looked(isCertain);
  }

  miss(takenAtMs: number): void {
    if (this.missed++ === 0) this.missedSinceMs = takenAtMs;
    this.looked(false);
  }

  /** The person as to be drawn. */
  at(timeMs: number): Person {
    const confidences = this.confidences.map((confidence) => confidence.at(timeMs));
    return { ...this.newest, score: this.score, box: this.box.at(timeMs), keypoints: joined(this.joints.at(timeMs), confidences) };
  }

  /** The person as thought to be. */
  expectedAt(timeMs: number): Person {
    return { ...this.newest, box: this.box.expectedAt(timeMs), keypoints: joined(this.joints.expectedAt(timeMs), this.newest.keypoints.map(({ score }) => score)) };
  }

  private looked(isCertain: boolean): void {
    this.looks = [...this.looks, isCertain].slice(-LOOKS_COUNTED);
  }
}

const certain = (looks: readonly boolean[]): number => looks.filter(Boolean).length;

const joined = (places: readonly number[], scores: readonly number[]): Keypoint[] => scores.map((score, index) => ({ x: places[2 * index] ?? 0, y: places[2 * index + 1] ?? 0, score }));
