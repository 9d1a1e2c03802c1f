import { expect, test } from '@jest/globals';
import { scrubber } from '../../../shared/kubernetes/scrub.ts';
import { parseStatus } from '../../../shared/kubernetes/status.ts';

const asItIs = (text: string) => text;

test('a server that sends our credential back does not get it into a message', () => {
  expect(scrubber((text) => text.replace('s3cret', '[credential]'))('no user for s3cret')).toBe(
    'no user for [credential]',
  );
});

test('a long opaque run is cut out, a name is not', () => {
  const name = `${'a'.repeat(60)}.${'b'.repeat(60)}`;
  expect(scrubber(asItIs)(`secrets "${name}" ${'QUJD'.repeat(80)}`)).toBe(`secrets "${name}" […]`);
});

test('control characters and length are limited', () => {
  expect(scrubber(asItIs)('a\u001b[31mb\n\nc')).toBe('a [31mb c');
  expect(scrubber(asItIs)('word '.repeat(500)).length).toBeLessThanOrEqual(601);
});

test('however much a Status says, little of it is examined: it takes the time of the clusters beside it', () => {
  let examined = 0;
  const examine = (text: string) => {
    examined += text.length;
    return text;
  };
  const words = 'denied '.repeat(400);
  const causes = Array.from({ length: 100 }, () => ({ reason: words, message: words, field: words }));
  const said = parseStatus(
    JSON.stringify({ kind: 'Status', reason: words, message: `no: ${words.repeat(2)}`, details: { causes } }),
    examine,
  );
  expect(said.message).toContain('no: denied denied');
  expect(said.causes.length).toBeGreaterThan(0);
  expect(examined).toBeLessThan(10_000);
});
