/**
 * In which order variants look at a frame: each is first, second and so on equally often, and none always follows the same
 * one. Whoever goes first pays for what is cold, and whoever comes last looks when the device is warmest.
 * @param turn the number of the frame
 */
export function turnOrder(count: number, turn: number): readonly number[] {
  const rotated = Array.from({ length: count }, (_, place) => (place + turn) % count);
  return Math.floor(turn / count) % 2 === 0 ? rotated : rotated.reverse();
}
