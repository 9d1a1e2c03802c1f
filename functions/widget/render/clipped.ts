/** Longer texts are cut: messages quote what others answered. Characters. */
const longest = 600;

/** At most `length` characters of a text; an ellipsis marks a cut. */
export function clipped(text: string, length = longest): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}
