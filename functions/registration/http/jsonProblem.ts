export interface JsonProblem {
  /** Both count from 1. */
  line: number;
  column: number;
  /** What should be there. Quotes nothing of the text. */
  expected: string;
}

const scalar =
  /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const string = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const space = /[ \t\r\n]*/y;

/**
 * Where a text stops being valid JSON. JSON.parse quotes the text in its error, and the text may be a credential. Not
 * recursive, so that deep nesting cannot overflow the stack.
 */
export function jsonProblem(text: string): JsonProblem {
  let at = 0;
  const open: ('{' | '[')[] = [];
  let state: 'value' | 'first element' | 'first key' | 'key' | 'colon' | 'after value' = 'value';
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.test(text);
    if (found) at = pattern.lastIndex;
    return found;
  };

  for (;;) {
    take(space);
    const next = text[at];
    if (state === 'after value') {
      const inside = open.at(-1);
      if (inside === undefined) return located(text, at, 'expected nothing more');
      if (next === ',') state = inside === '{' ? 'key' : 'value';
      else if (next === (inside === '{' ? '}' : ']')) open.pop();
      else return located(text, at, inside === '{' ? 'expected , or }' : 'expected , or ]');
      at++;
    } else if (state === 'colon') {
      if (next !== ':') return located(text, at, 'expected :');
      at++;
      state = 'value';
    } else if (state === 'first key' && next === '}') {
      open.pop();
      at++;
      state = 'after value';
    } else if (state === 'first key' || state === 'key') {
      if (!take(string)) return located(text, at, 'expected a property name in double quotes');
      state = 'colon';
    } else if (state === 'first element' && next === ']') {
      open.pop();
      at++;
      state = 'after value';
    } else if (next === '{' || next === '[') {
      open.push(next);
      at++;
      state = next === '{' ? 'first key' : 'first element';
    } else if (take(scalar)) {
      state = 'after value';
    } else {
      return located(
        text,
        at,
        next === '"' ? 'expected a string that is closed and well-formed' : 'expected a value',
      );
    }
  }
}

function located(text: string, at: number, expected: string): JsonProblem {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  const column = at - before.lastIndexOf('\n');
  return { line, column, expected: at >= text.length ? `${expected}, and the text ends here` : expected };
}
