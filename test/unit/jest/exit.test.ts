import { isMainThread } from 'node:worker_threads';
import { expect, test } from '@jest/globals';
import { refuseExit } from '../../support/jest/exit.ts';

test('a test that ends its worker’s process fails, and the runner does not wait for it forever', () => {
  expect(() => refuseExit(3)).toThrow('process.exit(3) was called in a test file');
  expect(process.exit === refuseExit).toBe(!isMainThread);
});
