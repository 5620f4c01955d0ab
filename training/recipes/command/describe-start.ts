import { classExamples } from '../../tasks/classes/class-examples';
import type { DetectorData } from '../../tasks/detection/detection-data';

/** Below this a class is seldom found on pictures that are not its own. */
const FEW_EXAMPLES = 50;

/**
 * What a run is about to learn, for the person who waits for it.
 * @param knows [classes] what the weights that it starts from know already @param images pictures seen in the whole run
 */
export function describeStart({ records, categories }: Pick<DetectorData, 'records' | 'categories'>, knows: readonly boolean[], images: number): string {
  const examples = [...classExamples(records, categories)];
  const fresh = categories.filter((_, index) => knows[index] !== true).map(({ name }) => name);
  const few = examples.filter(([, count], index) => knows[index] !== true && count < FEW_EXAMPLES);
  const list = (names: readonly string[]) => (names.length > 12 ? `${names.slice(0, 12).join(', ')} and ${names.length - 12} more` : names.join(', '));
  return [
    `${categories.length} ${categories.length === 1 ? 'class' : 'classes'}: ${list(examples.map(([name, count]) => `${name} (${count} ${count === 1 ? 'object' : 'objects'})`))}.`,
    fresh.length === 0 ? 'The start knows all of them.' : `New to the start: ${list(fresh)}.`,
    `${records.length} ${records.length === 1 ? 'picture' : 'pictures'}, each seen about ${Number((images / records.length).toPrecision(2))} times.`,
    ...(few.length > 0 ? [`Expect little of classes with fewer than ${FEW_EXAMPLES} objects: ${list(few.map(([name]) => name))}. 100 or more, on pictures like those to come, make a difference.`] : []),
  ].join(' ');
}
