import { areaOf, iou, type Box, type Size } from '../geometry/box';
import type { Person } from '../tasks/pose';
import { nextBox } from './next-box';
import { poseSimilarity } from './pose-similarity';

/** How often whoever finds persons looks although all are followed: somebody may have come. */
const FIND_EVERY_MS = 1000;
/** And so many times the time that finding takes, that it does not cost more than a small share of all. */
const FIND_TIMES = 5;
/** A box that overlaps with where somebody is followed is theirs. */
const SAME_BOX = 0.3;
/** Two poses so similar are one person, looked at through two boxes. */
const SAME_PERSON = 0.5;
/** Mean score of the joints below which there is nobody. */
const LEAST_SCORE = 0.1;

/**
 * Who is followed from frame to frame: each person's next box comes from the last pose, and persons are found anew when nobody
 * is followed, somebody is lost, or nobody looked round for a while. Pure: whoever runs models tells what they say, and when.
 */
export class PersonsFollowed {
  /** Where each is to be looked at next. */
  private boxes: readonly Box[] = [];
  private picture: Size | undefined;
  private foundAtMs = -Infinity;
  private findMs = 0;

  /** Whether persons have to be found in the next frame before their poses are estimated. */
  needsFinding({ width, height }: Size, nowMs: number): boolean {
    if (this.picture?.width !== width || this.picture.height !== height) this.boxes = [];
    this.picture = { width, height };
    return this.boxes.length === 0 || nowMs - this.foundAtMs >= Math.max(FIND_EVERY_MS, FIND_TIMES * this.findMs);
  }

  /** Takes in what persons were found. Of those who are followed the found box is the better one; who was not found again is followed on. */
  found(found: readonly Box[], nowMs: number, tookMs: number): void {
    this.foundAtMs = nowMs;
    this.findMs = tookMs;
    const pairs = this.boxes.flatMap((box) => found.map((other) => ({ box, other, overlap: iou(box, other) })))
      .filter(({ overlap }) => overlap >= SAME_BOX)
      .sort((a, b) => b.overlap - a.overlap);
    const paired = new Set<Box>();
    for (const { box, other } of pairs) {
      if (!paired.has(box) && !paired.has(other)) paired.add(box).add(other);
    }
    this.boxes = [...found, ...this.boxes.filter((box) => !paired.has(box))];
  }

  /** Where to look in this frame, the largest first. */
  largest(most: number): readonly Box[] {
    return this.boxes.toSorted((a, b) => areaOf(b) - areaOf(a)).slice(0, most);
  }

  /**
   * Takes in the poses of all whom there was time for; the others are left to be found again.
   * @param poses each with the box that it was found in
   * @returns those who are there, each in the box that belongs to the pose, the surest first, and whether somebody is not
   */
  seen(poses: readonly Person[], picture: Size): { readonly there: readonly Person[]; readonly lost: boolean } {
    const there = distinct(poses).flatMap((person) => {
      const box = person.score < LEAST_SCORE ? undefined : nextBox(person, picture);
      return box === undefined ? [] : [{ ...person, box }];
    });
    this.boxes = there.map(({ box }) => box);
    return { there, lost: there.length < poses.length };
  }
}

/** The poses that are of persons of their own, the surest of each. */
function distinct(poses: readonly Person[]): readonly Person[] {
  const kept: Person[] = [];
  for (const pose of poses.toSorted((a, b) => b.score - a.score)) {
    if (kept.every((other) => poseSimilarity(pose, other) < SAME_PERSON)) kept.push(pose);
  }
  return kept;
}
