/**
 * Pictures of a run where the command line does not say: a small data set is seen `passes` times, a large one less often.
 * @param records pictures of the data set @param bounds of the run, in pictures
 */
export function runLength(records: number, { passes, least, most }: { readonly passes: number; readonly least: number; readonly most: number }): number {
  return Math.min(most, Math.max(least, passes * records));
}
