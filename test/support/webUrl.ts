import fc from 'fast-check';
import { codePoint } from './codePoint.ts';

const plain = fc.constantFrom(
  ...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',
  ..."-._~!$&'()*+,;=:@",
);
const character = fc.oneof(
  { weight: 9, arbitrary: plain },
  { weight: 1, arbitrary: codePoint.map(encodeURIComponent) },
);
const segment = fc.string({ unit: character });
const tail = fc.string({ unit: fc.oneof({ weight: 9, arbitrary: character }, fc.constantFrom('/', '?')) });

/**
 * A URL of http or https, which may have a path, a query and a fragment. It draws what fc.webUrl does, without the table
 * of all characters that that makes, as `codePoint` says.
 */
export const webUrl = fc
  .tuple(
    fc.constantFrom('http', 'https'),
    fc.webAuthority(),
    fc.array(segment).map((segments) => segments.map((each) => `/${each}`).join('')),
    fc.option(tail),
    fc.option(tail),
  )
  .map(
    ([scheme, authority, path, query, fragment]) =>
      `${scheme}://${authority}${path}${query === null ? '' : `?${query}`}${fragment === null ? '' : `#${fragment}`}`,
  );
