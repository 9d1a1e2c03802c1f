/** A place in a text: from the first character to the one after the last. */
export interface Range {
  from: number;
  to: number;
}

/** Characters by which a piece of a long form is recognised; also the distance between such marks in the form. */
const mark = 12;
const step = 2;

/** Finds pieces of long forms, wherever they were cut: any 13 consecutive characters of a form contain a mark. */
export function findPieces(forms: readonly string[]): (text: string) => Range[] {
  const marks = new Map<string, { form: string; at: number }>();
  const mayBegin = new Uint8Array(1 << 16);
  const note = (form: string, at: number) => {
    marks.set(form.slice(at, at + mark), { form, at });
    mayBegin[sketch(form, at)] = 1;
  };
  for (const form of forms) {
    const last = form.length - mark;
    for (let at = 0; at <= last; at += step) note(form, at);
    note(form, last);
  }
  return (text) => {
    const found: Range[] = [];
    for (let at = 0; at + mark <= text.length; at++) {
      if (mayBegin[sketch(text, at)] === 0) continue;
      const hit = marks.get(text.slice(at, at + mark));
      if (hit === undefined) continue;
      const range = widen(text, at, hit);
      found.push(range);
      at = Math.max(at, range.to - mark);
    }
    return found;
  };
}

/** A number from 0 to 65,535 for a mark that begins there: a hostile server may send text that costs a lookup each. */
function sketch(text: string, at: number): number {
  const [a, b, c] = [text.charCodeAt(at), text.charCodeAt(at + 5), text.charCodeAt(at + 11)];
  return (a * 31 * 31 + b * 31 + c) & 0xffff;
}

/** Line ends, literal or escaped in a JSON string, and the indentation after them. */
const lineEnds = /(?:\r?\n|\\r\\n|\\n)[ \t]*/g;

/** Finds what is broken over several lines, as base64 often is. In a text of one line it finds nothing. */
export function acrossLines(text: string, find: (text: string) => Range[]): Range[] {
  const ends = [...text.matchAll(lineEnds)];
  if (ends.length === 0) return [];
  let removed = 0;
  const lines = ends.map(({ index, 0: { length } }) => {
    removed += length;
    return { at: index + length - removed, removed };
  });
  const outside = (at: number) => at + (lines.findLast((line) => line.at <= at)?.removed ?? 0);
  return find(text.replace(lineEnds, '')).map(({ from, to }) => ({
    from: outside(from),
    to: outside(to - 1) + 1,
  }));
}

function widen(text: string, at: number, { form, at: inForm }: { form: string; at: number }): Range {
  let before = 0;
  while (before < Math.min(at, inForm) && text[at - before - 1] === form[inForm - before - 1]) before++;
  let length = mark;
  while (
    at + length < text.length &&
    inForm + length < form.length &&
    text[at + length] === form[inForm + length]
  )
    length++;
  return { from: at - before, to: at + length };
}

/** A form shorter than this is hidden only as a whole word: a password "test" is not hidden in "latest". */
const word = 8;

export function findExact(forms: readonly string[], text: string): Range[] {
  return forms.flatMap((form) => {
    const found: Range[] = [];
    for (let from = text.indexOf(form); from >= 0; from = text.indexOf(form, from + form.length)) {
      const to = from + form.length;
      if (form.length >= word || (!isWordy(text[from - 1]) && !isWordy(text[to]))) found.push({ from, to });
    }
    return found;
  });
}

const isWordy = (char: string | undefined) => char !== undefined && /[\p{L}\p{N}_]/u.test(char);
