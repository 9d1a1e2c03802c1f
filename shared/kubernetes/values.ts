const [quote, backslash, comma, bracket, brace] = ['"', '\\', ',', '[', '{'].map((sign) =>
  sign.charCodeAt(0),
);

const [endBracket, endBrace] = [']', '}'].map((sign) => sign.charCodeAt(0));

/** Whether a JSON text is nested at most this deep: serialising a value takes stack for each level. */
export function isNoDeeperThan(most: number, json: string): boolean {
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const sign = json.charCodeAt(at);
    if (sign === quote) at = endOfString(json, at);
    else if (sign === endBracket || sign === endBrace) depth--;
    else if ((sign === bracket || sign === brace) && ++depth > most) return false;
  }
  return true;
}

/**
 * Whether a JSON text has at most this many values, without parsing it: when parsed, `{},{},…` takes 20 times its size
 * in memory, and `[[[[…` 60 times. The result for text that is not JSON does not matter.
 */
export function hasAtMost(most: number, json: string): boolean {
  if (json.length <= most) return true;
  let values = 1;
  for (let at = 0; at < json.length; at++) {
    const sign = json.charCodeAt(at);
    if (sign === quote) at = endOfString(json, at);
    else if ((sign === comma || sign === bracket || sign === brace) && ++values > most) return false;
  }
  return true;
}

/** The end of the string that begins there. */
function endOfString(json: string, from: number): number {
  for (let at = from + 1; at < json.length; at++) {
    const sign = json.charCodeAt(at);
    if (sign === backslash) at++;
    else if (sign === quote) return at;
  }
  return json.length;
}
