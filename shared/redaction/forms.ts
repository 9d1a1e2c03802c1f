/**
 * The forms in which a server may repeat a short secret that it was sent: quoted as in JSON, Go, HTML or a URL; in
 * base64, wherever it begins within the encoded text; and byte by byte. Without duplicates.
 */
export function formsOf(secret: string): readonly string[] {
  const escaped = escapesOf(secret);
  const bytes = Buffer.from(secret);
  const once = bytes.toString('base64');
  const base64 = [once, ...[bytes, Buffer.from(once)].flatMap((of) => [0, 1, 2].map((at) => within(of, at)))];
  const hex = bytes.toString('hex');
  const numbers = [...bytes];
  return distinct([
    ...escaped,
    ...base64.flatMap((text) => [text, urlSafe(text), ...percentOf(text)]),
    hex,
    hex.toUpperCase(),
    numbers.join(' '),
    numbers.join(','),
    numbers.join(', '),
  ]);
}

/** Only those forms that quote the secret but do not encode it. */
export function escapesOf(text: string): readonly string[] {
  const json = quoted(text);
  const tagless = json.replace(/[<>&]/g, unicode);
  const go = tagless.replace(/[\u2028\u2029]/g, unicode);
  const ascii = json.replace(/[\u0080-\uffff]/g, unicode);
  const html = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return distinct([
    text,
    ...[json, tagless, go, ascii].flatMap((each) => [each, quoted(each)]),
    html,
    html.replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
    html.replaceAll('"', '&#34;').replaceAll("'", '&#39;'),
    html.replaceAll('"', '&quot;').replaceAll("'", '&apos;'),
    ...percentEncoded(text),
    text.replaceAll("'", "''"),
    text.replaceAll('/', '\\/'),
  ]);
}

/** The base64 characters that depend on the secret alone, if it begins at this offset in a group of three bytes. */
function within(secret: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), secret])
    .toString('base64')
    .replace(/=+$/, '');
  const whole = Math.floor(((secret.length + offset) * 8) / 6);
  return text.slice(Math.ceil((offset * 8) / 6), whole);
}

/** The percent encoding of base64: it encodes only three characters. */
function percentOf(base64: string): string[] {
  const percent = encodeURIComponent(base64);
  return [percent, percent.replace(/%../g, (code) => code.toLowerCase())];
}

function percentEncoded(text: string): string[] {
  // For half of a surrogate pair, it would throw.
  const percent = encodeURIComponent(text.toWellFormed());
  const strict = percent.replace(/[!'()*~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  const some = percent.replace(/[!'()~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  return [percent, strict, some]
    .flatMap((each) => [each, each.replaceAll('%20', '+')])
    .flatMap((each) => [each, each.replace(/%../g, (code) => code.toLowerCase())]);
}

const quoted = (text: string) => JSON.stringify(text).slice(1, -1);
const unicode = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
const urlSafe = (base64: string) => base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
const distinct = (texts: readonly string[]) => [...new Set(texts)];
