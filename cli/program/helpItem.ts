import { Help } from '@commander-js/extra-typings';
import { wrapped } from '../terminal/text.ts';

/** Columns below which a description is no longer readable beside its term. */
export const least = 24;

/**
 * An option or a command with its description, as the help lists them. Where the terminal has no room for the two side by
 * side, the description is below: commander itself then wraps it no more.
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
