import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { asProblem } from '../../../functions/registration/http/asProblem.ts';
import { readJson } from '../../../functions/registration/http/body.ts';
import { ifMatch } from '../../../functions/registration/http/etag.ts';
import type { HttpEvent } from '../../../functions/registration/http/event.ts';
import { jsonProblem } from '../../../functions/registration/http/jsonProblem.ts';
import { Problem } from '../../../functions/registration/http/problem.ts';
import { Failure } from '../../../shared/failure.ts';
import { nearest } from '../../../shared/validation/nearest.ts';
import { runs } from '../../support/fuzz.ts';

const event = (parts: object) =>
  ({ headers: { 'content-type': 'application/json' }, ...parts }) as unknown as HttpEvent;

test('a body in base64 is decoded', () => {
  const body = Buffer.from('{"ü":1}').toString('base64');
  expect(readJson(event({ body, isBase64Encoded: true }))).toEqual({ ü: 1 });
  const broken = Buffer.from([0x22, 0xff, 0x22]).toString('base64');
  expect(() => readJson(event({ body: broken, isBase64Encoded: true }))).toThrow('not UTF-8');
});

test('wherever a text is cut, the place is found at which JSON.parse fails', () => {
  fc.assert(
    fc.property(
      fc.json(),
      fc.nat(),
      fc.constantFrom('', 'x', '"', '}', ']', ',', '\n'),
      (text, at, extra) => {
        const cut = text.slice(0, at % (text.length + 1)) + extra;
        try {
          JSON.parse(cut);
        } catch {
          const { line, column } = jsonProblem(cut);
          const offset =
            cut
              .split('\n')
              .slice(0, line - 1)
              .join('\n').length +
            (line > 1 ? 1 : 0) +
            column -
            1;
          expect(offset).toBeLessThanOrEqual(cut.length);
          // The text before it is the beginning of some JSON: it parses once what is open is closed.
          expect(jsonProblem(cut.slice(0, offset)).expected).toMatch(/the text ends here|nothing more/);
        }
      },
    ),
    runs(500),
  );
});

test.each([
  [undefined, true],
  ['*', true],
  ['"7"', true],
  ['"6", "7"', true],
  ['W/"7"', false],
  ['"8"', false],
])('If-Match %s accepts version 7: %s', (value, accepts) => {
  const headers = value === undefined ? {} : { 'If-Match': value };
  expect(ifMatch(event({ headers })).accepts(7)).toBe(accepts);
});

test.each(['7', '"', '"7" "8"', ''])('If-Match %j is malformed', (value) => {
  expect(() => ifMatch(event({ headers: { 'if-match': value } }))).toThrow(Problem);
});

const lines: [string, object][] = [];
const context = {
  log: {
    info: () => {},
    warn: () => {},
    error: (message: string, fields: object) => void lines.push([message, fields]),
  },
  newId: () => 'the-id',
  request: 'GET /',
};
const named = (name: string, message = 'hunter2') => Object.assign(new Error(message), { name });

test.each<[string, unknown, number]>([
  ['a fault', new TypeError('hunter2'), 500],
  ['a thrown text', 'hunter2', 500],
  ['nothing', undefined, 500],
  ['a throttle', named('ThrottlingException'), 503],
  ['a function out of time', named('TimeoutError', '[AbortError]: The operation was aborted.'), 504],
  ['AWS out of time', named('TimeoutError'), 500],
])('%s becomes a problem with an id that is logged, and reveals nothing of itself', (_, error, status) => {
  lines.length = 0;
  const problem = asProblem(error, context);
  expect(problem.body()).toMatchObject({ status, errorId: 'the-id', remedy: expect.any(String) });
  expect(lines).toEqual([
    ['request failed', expect.objectContaining({ errorId: 'the-id', request: 'GET /' })],
  ]);
  expect(JSON.stringify([problem.body(), lines])).not.toContain('hunter2');
});

test('a failure of a cluster is reported with its remedy, and not logged as a fault', () => {
  lines.length = 0;
  const problem = asProblem(new Failure('kubeconfig', 'lost', { remedy: 'again' }), context);
  expect(problem.body()).toMatchObject({ status: 422, kind: 'kubeconfig', detail: 'lost', remedy: 'again' });
  expect(lines).toEqual([]);
});

test.each([
  ['labls', 'labels'],
  ['serviceAccount', 'serviceAccounts'],
  ['refresheveryminutes', 'refreshEveryMinutes'],
  ['colour', undefined],
  ['x'.repeat(10_000), undefined],
])('the nearest to %.20s is %s', (name, expected) => {
  expect(nearest(name, ['labels', 'serviceAccounts', 'refreshEveryMinutes'])).toBe(expected);
});
