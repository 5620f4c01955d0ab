/** A frame that waits; times are milliseconds of one clock. */
export interface Waiting {
  readonly deadlineAt: number;
}

export interface Taken<C, F> {
  readonly client: C;
  readonly frame: F;
}

interface Place<F> {
  waiting: F | undefined;
  /** A frame of this client is being looked at. */
  busy: boolean;
}

/**
 * Frames of many clients that wait for a worker. Every client has one place, where a newer frame replaces an older one,
 * and one frame with a worker at a time; clients take turns. So what waits is bounded by the number of clients, and a
 * client that sends a hundred times as many frames gets no more turns than any other.
 */
export class FairQueue<C, F extends Waiting> {
  private readonly places = new Map<C, Place<F>>();
  /** Clients with a frame that waits and none with a worker, in the order of their turns. */
  private readonly turns = new Set<C>();

  /** How many frames wait. */
  get size(): number {
    let size = 0;
    for (const { waiting } of this.places.values()) if (waiting !== undefined) size++;
    return size;
  }

  /** @returns the frame whose place it takes */
  put(client: C, frame: F): F | undefined {
    const place = this.placeOf(client);
    const replaced = place.waiting;
    place.waiting = frame;
    if (!place.busy) this.turns.add(client);
    return replaced;
  }

  /**
   * The frame whose turn it is and, where `count` in all go together with it, those whose turns come next; none where none
   * waits. Their clients have no other turn before `done`.
   */
  take(count = 1, goTogether: (first: F, other: F) => boolean = () => false): readonly Taken<C, F>[] {
    const taken: Taken<C, F>[] = [];
    for (const client of this.turns) {
      const frame = this.places.get(client)?.waiting;
      const [first] = taken;
      if (frame !== undefined && (first === undefined || goTogether(first.frame, frame))) taken.push({ client, frame });
      if (taken.length === count) break;
    }
    const all = taken.length === count ? taken : taken.slice(0, 1);
    for (const { client } of all) this.begin(client);
    return all;
  }

  /** A worker has answered for the client's frame. */
  done(client: C): void {
    const place = this.places.get(client);
    if (place === undefined) return;
    place.busy = false;
    if (place.waiting !== undefined) this.turns.add(client);
  }

  /** Takes out the frames whose deadline lies before `time`; `aheadOf` is what each would take from then on. */
  takeLate(time: number, aheadOf: (frame: F) => number = () => 0): Taken<C, F>[] {
    const late: Taken<C, F>[] = [];
    for (const [client, place] of this.places) {
      if (place.waiting === undefined || place.waiting.deadlineAt >= time + aheadOf(place.waiting)) continue;
      late.push({ client, frame: place.waiting });
      place.waiting = undefined;
      this.turns.delete(client);
    }
    return late;
  }

  /** A client is gone. @returns its frame that waited */
  remove(client: C): F | undefined {
    const frame = this.places.get(client)?.waiting;
    this.places.delete(client);
    this.turns.delete(client);
    return frame;
  }

  private begin(client: C): void {
    const place = this.placeOf(client);
    place.waiting = undefined;
    place.busy = true;
    this.turns.delete(client);
  }

  private placeOf(client: C): Place<F> {
    const known = this.places.get(client);
    if (known !== undefined) return known;
    const place: Place<F> = { waiting: undefined, busy: false };
    this.places.set(client, place);
    return place;
  }
}
