import { VOC_CATEGORIES } from './categories';

/** What two spellings of one name have in common: case does not count, and `_`, `-` and space are one: `Traffic_Light`, `traffic light`. */
export const nameKey = (name: string): string => name.normalize('NFKC').toLowerCase().replace(/[\s_-]+/g, ' ').trim();

const cocoKeyOfVoc = new Map<string, string>(VOC_CATEGORIES.map(({ vocName, name }) => [vocName, nameKey(name)]));

/** The same for VOC's name of a thing and COCO's: `aeroplane` and `airplane`. */
const synonymKey = (name: string): string => cocoKeyOfVoc.get(nameKey(name)) ?? nameKey(name);

/**
 * Finds the category that another list calls by some name, for tools number the same things differently: by `nameKey`,
 * else by VOC's or COCO's word for it. This is how categories are matched everywhere.
 */
export function categoryFinder<Category extends { readonly name: string }>(categories: readonly Category[]): (name: string) => Category | undefined {
  const byKey = new Map<string, Category>();
  const bySynonym = new Map<string, Category>();
  for (const category of [...categories].reverse()) {
    byKey.set(nameKey(category.name), category);
    bySynonym.set(synonymKey(category.name), category);
  }
  return (name) => byKey.get(nameKey(name)) ?? bySynonym.get(synonymKey(name));
}
