import { InvalidInputError } from '../../models/errors';

/** What a person sees in the clips, by COCO's names; whatever else a model names in them is not there. */
const CONTENTS: Readonly<Record<string, readonly string[]>> = {
  bottles_on_table: ['bottle', 'person', 'dining table'],
  cars_from_above: ['car'],
  gif_car_park: ['car', 'person', 'bicycle'],
  gif_fruit_on_belt: ['apple', 'broccoli', 'orange'],
  gif_three_people_pause: ['person'],
  gif_two_people_heads: ['person'],
  gif_worker_in_hall: ['person'],
  person_walking_in: ['person', 'tv', 'dining table'],
  signer_man: ['person', 'tv', 'chair'],
  signer_woman: ['person', 'tv', 'chair'],
  signers_mixed: ['person', 'tv', 'chair'],
};

/** @param clip the name of its file without extension @throws InvalidInputError for one that nobody has looked at */
export function contentsOf(clip: string): readonly string[] {
  const contents = CONTENTS[clip];
  if (contents === undefined) throw new InvalidInputError(`Nobody has said what is in '${clip}'; expected one of ${Object.keys(CONTENTS).join(', ')}, or a line for it in training/experiments/clip-contents.ts.`);
  return contents;
}
