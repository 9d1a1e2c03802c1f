import { expect, test } from '@jest/globals';
import { Failure } from '../../../shared/failure.ts';
import { breaker } from '../../../shared/targets/breaker.ts';

const failure = (kind: 'timeout' | 'unreachable' | 'forbidden' | 'unauthorized', status?: number) =>
  new Failure(kind, kind, { remedy: 'none', status });

test('an API server that answers nothing is given up at the first time limit', () => {
  const cluster = breaker(16);
  cluster.failed(failure('timeout'));
  expect(cluster.tripped()?.kind).toBe('timeout');
});

test('the next target tries once more, and then no other', () => {
  const cluster = breaker(16);
  cluster.failed(failure('timeout'));
  cluster.nextTarget();
  expect(cluster.tripped()).toBeUndefined();
  cluster.failed(failure('timeout'));
  cluster.nextTarget();
  expect(cluster.tripped()?.kind).toBe('timeout');
});

test.each([
  ['has succeeded', (cluster: ReturnType<typeof breaker>) => cluster.succeeded()],
  ['was refused', (cluster: ReturnType<typeof breaker>) => cluster.failed(failure('forbidden', 403))],
])('one namespace that hangs holds up no other, once something %s', (_, answer) => {
  const cluster = breaker(3);
  answer(cluster);
  cluster.failed(failure('timeout'));
  cluster.failed(failure('timeout'));
  expect(cluster.tripped()).toBeUndefined();
  cluster.failed(failure('timeout'));
  expect(cluster.tripped()?.kind).toBe('timeout');
});

test('a success between them makes failures no row', () => {
  const cluster = breaker(2);
  for (let times = 0; times < 3; times++) {
    cluster.failed(failure('unreachable'));
    cluster.succeeded();
  }
  expect(cluster.tripped()).toBeUndefined();
});

test('a credential that is refused is refused for good', () => {
  const cluster = breaker(16);
  cluster.failed(failure('unauthorized', 401));
  cluster.nextTarget();
  expect(cluster.tripped()?.kind).toBe('unauthorized');
});
