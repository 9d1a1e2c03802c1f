import fc from 'fast-check';

/** IPv4 ranges that must be refused, as first and last number. Written out here, not taken from the code. */
const number = (a: number, b: number, c: number, d: number) => ((a * 256 + b) * 256 + c) * 256 + d;
const forbiddenV4: readonly (readonly [first: number, last: number])[] = [
  [number(0, 0, 0, 0), number(0, 255, 255, 255)],
  [number(127, 0, 0, 0), number(127, 255, 255, 255)],
  [number(169, 254, 0, 0), number(169, 254, 255, 255)],
  [number(224, 0, 0, 0), number(239, 255, 255, 255)],
  [number(255, 255, 255, 255), number(255, 255, 255, 255)],
  [number(168, 63, 129, 16), number(168, 63, 129, 16)],
  [number(100, 100, 100, 200), number(100, 100, 100, 200)],
];

const isForbiddenV4 = (address: number) =>
  forbiddenV4.some(([first, last]) => address >= first && address <= last);

export const anyForbiddenV4 = fc.oneof(
  ...forbiddenV4.map(([min, max]) => fc.integer({ min, max })),
  fc.constant(number(169, 254, 169, 254)),
);
export const anyAllowedV4 = fc
  .integer({ min: 0, max: 0xffff_ffff })
  .filter((address) => !isForbiddenV4(address));

const octets = (address: number) => [24, 16, 8, 0].map((shift) => (address >>> shift) & 255);
const dotted = (address: number) => octets(address).join('.');
const groups = (address: number) => [(address >>> 16).toString(16), (address & 0xffff).toString(16)];

/** One number of an IPv4 address in decimal, octal or hexadecimal, with leading zeros. */
const part = (value: number) =>
  fc.oneof(
    fc.constant(String(value)),
    fc.integer({ min: 1, max: 9 }).map((zeros) => '0'.repeat(zeros) + value.toString(8)),
    fc.tuple(fc.constantFrom('0x', '0X'), fc.nat(9), fc.boolean()).map(([mark, zeros, upper]) => {
      const digits = '0'.repeat(zeros) + value.toString(16);
      return mark + (upper ? digits.toUpperCase() : digits);
    }),
  );

/** Every form that inet_aton and the URL standard read: one to four numbers, where the last one fills up. */
export function v4Spelling(address: number): fc.Arbitrary<string> {
  const [a = 0, b = 0, c = 0, d = 0] = octets(address);
  const shapes = [[a, b, c, d], [a, b, c * 256 + d], [a, (b * 256 + c) * 256 + d], [address]];
  const written = fc.oneof(
    ...shapes.map((shape) => fc.tuple(...shape.map(part)).map((parts) => parts.join('.'))),
  );
  const wide = (text: string) =>
    text.replace(/[0-9]/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))).replaceAll('.', '。');
  return fc
    .tuple(written, fc.constantFrom('', '.'), fc.boolean())
    .map(([text, dot, fullWidth]) => (fullWidth ? wide(text + dot) : text + dot));
}

/** Eight groups of IPv6 in a random one of their spellings. */
function v6Text(hex: readonly string[]): fc.Arbitrary<string> {
  const full = fc
    .nat(3)
    .map((zeros) => hex.map((group) => group.padStart(Math.min(4, group.length + zeros), '0')).join(':'));
  // The URL parser compresses the longest run of zeros.
  const compressed = fc.constant(new URL(`http://[${hex.join(':')}]`).hostname.slice(1, -1));
  return fc
    .tuple(fc.oneof(full, compressed), fc.boolean())
    .map(([text, upper]) => (upper ? text.toUpperCase() : text));
}

/** IPv6 addresses whose packets finally go to this IPv4 address. */
export function v6Embedding(address: number): fc.Arbitrary<string> {
  const [high = '0', low = '0'] = groups(address);
  const zeros = (count: number) => Array<string>(count).fill('0');
  const random = fc.integer({ min: 0, max: 0xffff }).map((group) => group.toString(16));
  return fc.oneof(
    v6Text([...zeros(5), 'ffff', high, low]),
    v6Text([...zeros(4), 'ffff', '0', high, low]),
    v6Text([...zeros(6), high, low]),
    v6Text(['64', 'ff9b', ...zeros(4), high, low]),
    fc.tuple(random, random, random, random, random).chain((rest) => v6Text(['2002', high, low, ...rest])),
    fc.tuple(random, random).chain(([a, b]) => v6Text(['2600', a, b, '0', '200', '5efe', high, low])),
    fc
      .constantFrom('::ffff:', '::', '64:ff9b::', '0:0:0:0:0:FFFF:', '::ffff:0:')
      .map((prefix) => prefix + dotted(address)),
  );
}

/** What may surround a literal without changing it. */
export function dressed(literal: string): fc.Arbitrary<string> {
  const zoned = literal.includes(':') ? ['', '%eth0', '%25eth0', '%1'] : [''];
  return fc.tuple(fc.constantFrom(...zoned), fc.boolean()).map(([zone, brackets]) => {
    const text = literal + zone;
    return brackets ? `[${text}]` : text;
  });
}
