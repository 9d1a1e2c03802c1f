/**
 * The forms in which a secret may come back, by name: as it was sent, decoded, quoted, wrapped or cut. Written
 * independently of shared/redaction, which must hide all of them.
 */
export function encodings(secret: string): Record<string, string> {
  const bytes = Buffer.from(secret);
  const base64 = bytes.toString('base64');
  const inside = (before: string, after: string) => Buffer.from(before + secret + after).toString('base64');
  const quoted = JSON.stringify(secret).slice(1, -1);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0'));
  const units = (text: string) =>
    [...Array(text.length).keys()].map((at) => text.charCodeAt(at).toString(16));
  const inUnicode = (text: string) =>
    units(text)
      .map((unit) => `\\u${unit.padStart(4, '0')}`)
      .join('');
  return {
    'as it is': secret,
    'in JSON': quoted,
    'in JSON in JSON': JSON.stringify(quoted).slice(1, -1),
    'in JSON as Go writes it': quoted.replace(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`),
    'in JSON of ASCII alone': quoted.replace(
      /[\u0080-\uffff]/g,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
    'in HTML': secret
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&#34;')
      .replaceAll("'", '&#39;'),
    'percent-encoded': encodeURIComponent(secret),
    'percent-encoded in lower case': encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase()),
    'in a form': new URLSearchParams({ a: secret }).toString().slice('a='.length),
    'in base64': base64,
    'in base64 without padding': base64.replace(/=+$/, ''),
    'in URL-safe base64': bytes.toString('base64url'),
    'in base64, percent-encoded': encodeURIComponent(base64),
    'in hexadecimal': bytes.toString('hex'),
    'in upper hexadecimal': bytes.toString('hex').toUpperCase(),
    'in JSON as .NET writes it': quoted.replace(/\\"|["'<>&+`]/g, (sign) =>
      inUnicode(sign.slice(-1)).toUpperCase().replace('U', 'u'),
    ),
    'in JSON as PHP writes it': quoted.replaceAll('/', '\\/'),
    'in JSON of nothing but numbers': inUnicode(secret),
    'in JSON in JSON in JSON': JSON.stringify(JSON.stringify(quoted).slice(1, -1)).slice(1, -1),
    'in HTML of numbers': secret.replace(
      /[^a-z0-9]/giu,
      (sign) => `&#x${sign.codePointAt(0)?.toString(16)};`,
    ),
    'in JSON in HTML': quoted.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;'),
    'percent-encoded byte by byte': hex.map((byte) => `%${byte}`).join(''),
    'percent-encoded as Go does in a path': encodeURIComponent(secret).replace(
      /%(24|26|2B|3A|3D|40)/g,
      decodeURIComponent,
    ),
    'percent-encoded twice': encodeURIComponent(encodeURIComponent(secret)),
    'in JSON, percent-encoded': encodeURIComponent(quoted),
    'escaped byte by byte': hex.map((byte) => `\\x${byte}`).join(''),
    'as a Buffer of Node': hex.join(' '),
    'in hexadecimal with colons': hex.join(':'),
    'as bytes of Go with %#v': hex.map((byte) => `0x${byte.replace(/^0/, '')}`).join(', '),
    'as bytes of Go': [...bytes].join(' '),
    'as bytes of JavaScript': [...bytes].join(','),
    ...(secret.length < 12
      ? {}
      : {
          'within base64': inside('{"a":"', '"}'),
          'within base64, one further': inside('{"ab":"', '"}'),
          'within base64, two further': inside('{"abc":"', '"}'),
          'within base64 of base64': Buffer.from(`{"auth":"${base64}"}`).toString('base64'),
        }),
    ...(secret.length < 40
      ? {}
      : {
          'cut at its end': secret.slice(0, -7),
          'cut at its beginning': secret.slice(9),
          'a piece of it': secret.slice(8, 34),
          'in base64 of 64 columns': base64.replace(/.{64}/g, '$&\n'),
          'in base64 of 76 columns': base64.replace(/.{76}/g, '$&\r\n'),
        }),
  };
}

/** The names of the encodings of a secret that occur in a text. A short secret counts only as a whole word. */
export function leaks(text: string, secret: string): string[] {
  const known = tellTales.get(secret) ?? tellTalesOf(secret);
  tellTales.set(secret, known);
  return known.flatMap(([name, parts]) => (parts.some((part) => holds(text, part)) ? [name] : []));
}

/** Each encoding's pieces, by secret: the same secret is looked for in many texts. */
const tellTales = new Map<string, [name: string, parts: string[]][]>();

function tellTalesOf(secret: string): [name: string, parts: string[]][] {
  // Copied: a slice would keep the whole form in memory.
  return Object.entries(encodings(secret)).map(([name, form]) => [
    name,
    pieces(form).map((piece) => Buffer.from(piece, 'utf16le').toString('utf16le')),
  ]);
}

/** Any part of a long form reveals it: returns parts that occur nowhere else. */
function pieces(form: string): string[] {
  if (form.length < 48) return [form];
  return [form.slice(-40, -12), form.slice(form.length / 2 - 14, form.length / 2 + 14)];
}

function holds(text: string, piece: string): boolean {
  if (piece.length >= 8) return text.includes(piece);
  const escaped = piece.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  return new RegExp(`(?<![\\w])${escaped}(?![\\w])`).test(text);
}
