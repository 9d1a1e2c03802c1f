import { Help } from '@commander-js/extra-typings';
import { wrapped } from '../terminal/text.ts';

/** In fewer columns, a description beside its term is unreadable. */
export const least = 24;

/**
 * An option or a command with its description, for the help. If the terminal is too narrow for both side by side, the
 * description is below; commander itself would stop wrapping it.
 */
export function helpItem(
  this: Help,
  term: string,
  termWidth: number,
  description: string,
  helper: Help,
): string {
  const width = this.helpWidth ?? 80;
  if (width - termWidth - 4 >= least)
    return Help.prototype.formatItem.call(this, term, termWidth, description, helper);
  const below = description === '' ? [] : wrapped(description, width, '      ');
  return [...wrapped(term, width, '  '), ...below].join('\n');
}
