/** Where a person wants pictures looked at; `auto` measures both places and takes the faster. */
export const PLACE_WISHES = ['device', 'server', 'auto'] as const;
export type PlaceWish = (typeof PLACE_WISHES)[number];
