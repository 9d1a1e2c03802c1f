import { expect, test } from '@jest/globals';
import { batchFailures } from '../../../local/aws/batchFailures.ts';
import type { Invocation } from '../../../local/aws/localFunction.ts';

const ids = ['a', 'b', 'c'];
const returned = (value: unknown): Invocation => ({ outcome: 'returned', value, ms: 1 });

test.each([
  ['nothing', null],
  ['an empty answer', {}],
  ['no list', { batchItemFailures: null }],
  ['an empty list', { batchItemFailures: [] }],
])('%s means that every message succeeded', (_case, value) => {
  expect(batchFailures(returned(value), ids)).toEqual({ failed: new Set() });
});

test('only the named messages failed, each once', () => {
  const value = { batchItemFailures: [{ itemIdentifier: 'b' }, { itemIdentifier: 'b' }] };

  expect(batchFailures(returned(value), ids)).toEqual({ failed: new Set(['b']) });
});

test.each<[string, Invocation, string]>([
  ['a throw', { outcome: 'threw', error: new Error('x'), ms: 1 }, 'the handler threw'],
  ['a timeout', { outcome: 'timed out', ms: 1 }, 'the handler timed out'],
  ['the end of the program', { outcome: 'abandoned', ms: 1 }, 'the handler was abandoned'],
  ['a text', returned('ok'), 'the answer is not an object'],
  ['a list', returned([]), 'the answer is not an object'],
  ['something that is not a list', returned({ batchItemFailures: 'a' }), 'batchItemFailures is not a list'],
  ['an entry without an id', returned({ batchItemFailures: [{ id: 'a' }] }), 'has no itemIdentifier'],
  ['an entry that is null', returned({ batchItemFailures: [null] }), 'has no itemIdentifier'],
  [
    'an empty id',
    returned({ batchItemFailures: [{ itemIdentifier: '' }] }),
    'is not a message of this batch',
  ],
  [
    'a foreign id',
    returned({ batchItemFailures: [{ itemIdentifier: 'z' }] }),
    'is not a message of this batch',
  ],
])('%s fails the whole batch', (_case, invocation, because) => {
  expect(batchFailures(invocation, ids)).toEqual({
    failed: new Set(ids),
    because: expect.stringContaining(because),
  });
});
