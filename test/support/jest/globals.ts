import type * as Jest from '@jest/globals';
import { bounded, setDeadline } from './deadline.ts';

/** What `@jest/globals` stands for under jest-light-runner, which itself never ends what hangs. */
const given = globalThis as unknown as typeof Jest;

export const { describe, expect } = given;

export const test = Object.assign(bounded(given.test), {
  each: (...table: [never]) => bounded(given.test.each(...table)),
});

export const beforeAll = bounded(given.beforeAll);
export const beforeEach = bounded(given.beforeEach);
export const afterAll = bounded(given.afterAll);
export const afterEach = bounded(given.afterEach);

export const jest = { ...given.jest, setTimeout: setDeadline };
