import { expect, test } from '@jest/globals';
import { scrubber } from '../../../shared/kubernetes/scrub.ts';

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
