import { isMainThread } from 'node:worker_threads';
import { expect, test } from '@jest/globals';
import { refuseExit } from '../../support/jest/exit.ts';

test('a test that ends the process of its worker fails, and is not waited for for ever', () => {
  expect(() => refuseExit(3)).toThrow('process.exit(3) was called in a test file');
  expect(process.exit === refuseExit).toBe(!isMainThread);
});
