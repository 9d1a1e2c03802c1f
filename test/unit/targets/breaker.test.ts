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

test('it is not given up after all if it answers something else', () => {
  const cluster = breaker(16);
  expect(cluster.mayHang()).toBe(false);
  cluster.failed(failure('timeout'));
  expect(cluster.mayHang()).toBe(true);
  cluster.settle(true);
  expect(cluster.tripped()).toBeUndefined();
  cluster.failed(failure('timeout'));
  expect(cluster.tripped()).toBeUndefined();
});

test('and is given up for good, and asked no more, if it does not', () => {
  const cluster = breaker(16);
  cluster.failed(failure('timeout'));
  cluster.settle(false);
  expect(cluster.mayHang()).toBe(false);
  expect(cluster.tripped()?.kind).toBe('timeout');
});

test.each([
  ['has succeeded', (cluster: ReturnType<typeof breaker>) => cluster.succeeded()],
  ['was refused', (cluster: ReturnType<typeof breaker>) => cluster.failed(failure('forbidden', 403))],
])('one namespace that hangs delays no other, once something %s', (_, answer) => {
  const cluster = breaker(3);
  answer(cluster);
  cluster.failed(failure('timeout'));
  cluster.failed(failure('timeout'));
  expect(cluster.tripped()).toBeUndefined();
  cluster.failed(failure('timeout'));
  expect(cluster.tripped()?.kind).toBe('timeout');
});

test('a success in between interrupts a row of failures', () => {
  const cluster = breaker(2);
  for (let times = 0; times < 3; times++) {
    cluster.failed(failure('unreachable'));
    cluster.succeeded();
  }
  expect(cluster.tripped()).toBeUndefined();
});

test('a refused credential is final', () => {
  const cluster = breaker(16);
  cluster.failed(failure('unauthorized', 401));
  expect(cluster.mayHang()).toBe(false);
  expect(cluster.tripped()?.kind).toBe('unauthorized');
});
