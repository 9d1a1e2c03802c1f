import stringWidth from 'fast-string-width';

/** Control characters, and those that hide or reorder text: a message may quote a foreign answer. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/gu;

/** The text made safe for a terminal: invisible characters become ·. */
export function harmless(text: string): string {
  return text.replace(unprintable, '·');
}

/** The same for text that has its own lines. */
export function harmlessLines(text: string): string {
  return text.split('\n').map(harmless).join('\n');
}

/** Safe for a terminal and on one line: white space becomes one space. */
export function printable(text: string): string {
  return harmless(text.replace(/\s+/g, ' ').trim());
}

/** At most `width` columns of the text; an ellipsis marks a cut. */
export function clipped(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let kept = '';
  for (const character of text) {
    if (stringWidth(kept + character) > width - 1) break;
    kept += character;
  }
  return width > 0 ? `${kept}…` : '';
}

export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}

/** The words in indented lines of at most `width` columns; a longer word is broken. */
export function wrapped(text: string, width: number, indent = ''): string[] {
  const room = Math.max(1, width - stringWidth(indent));
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((word) => pieces(word, room))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && stringWidth(longer) > room) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line].map((each) => indent + each);
}

/** The same, with every line after the first indented further. */
export function hanging(text: string, width: number, indent = ''): string[] {
  return wrapped(text, width - 2, indent).map((line, index) => (index === 0 ? line : `  ${line}`));
}

/** Each line of the text folded at words for the terminal, and indented like the line; unchanged off a terminal. */
export function folded(text: string, output: { isTTY?: boolean; columns?: number }): string {
  if (output.isTTY !== true) return text;
  const width = output.columns || 80;
  const lines = text.split('\n').flatMap((line) => {
    const [indent = ''] = /^ */.exec(line) ?? [];
    return stringWidth(line) <= width
      ? [line]
      : wrapped(line.slice(indent.length), width, indent).map((each) => each.trimEnd());
  });
  return lines.join('\n');
}

/** A text with line breaks, as lines that fit the terminal and are safe for it. */
export function foldedLines(text: string, output: { isTTY?: boolean; columns?: number }): string[] {
  return folded(text.split('\n').map(harmless).join('\n'), output).split('\n');
}

function pieces(word: string, room: number): string[] {
  const all: string[] = [''];
  for (const character of word) {
    const last = all.length - 1;
    const longer = all[last] + character;
    if (stringWidth(longer) > room && all[last] !== '') all.push(character);
    else all[last] = longer;
  }
  return all;
}
