/** Longest text that is shown whole: messages quote what others answered. */
const longest = 600;

/** At most `length` characters of a text, with an ellipsis where something is left out. */
export function clipped(text: string, length = longest): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}
