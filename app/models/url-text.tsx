const ADDRESS = /(https?:\/\/[^\s,]+[^\s,.;)])/;

/** A sentence in which addresses can be followed. */
export function Linked({ text }: { readonly text: string }) {
  return text.split(ADDRESS).map((part, index) => (index % 2 === 1 ? <a key={index} href={part} rel="noreferrer">{part.replace(/^https?:\/\//, '')}</a> : part));
}
