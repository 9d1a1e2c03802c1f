/**
 * A project is what one runner runs; `npm test` runs all of them but chaos and e2e, with no network beyond loopback.
 *
 * Jest's own runner gives each test file modules of its own, and the clients of AWS and Kubernetes take a second of CPU
 * to load. So jest-light-runner runs them all: the files that a worker runs share their modules, as Node loads them.
 * `npm test` is one project: each project has workers of its own, which load everything, and begins when the one before
 * it has ended. A test that needs fresh modules starts a thread (`test/support/scaling/startLambda.ts`).
 */
const modulePathIgnorePatterns = ['<rootDir>/.build', '<rootDir>/.serverless', '<rootDir>/.cache'];

const project = (displayName, folders, setupFiles = []) => ({
  displayName,
  modulePathIgnorePatterns,
  // Not as processes: those wait for ever where two of them ask for their configuration at the same moment.
  runner: ['jest-light-runner', { runtime: 'worker_threads' }],
  setupFiles: ['<rootDir>/test/support/jest/setup.ts', ...setupFiles],
  // The runner uses none; Jest would load Babel.
  transform: {},
  testMatch: folders.map((folder) => `<rootDir>/test/${folder}/**/*.test.ts`),
});

export default {
  // What hangs is to be ended, and no more: how fast a busy machine is, is no matter of these tests.
  testTimeout: 120_000,
  testSequencer: '<rootDir>/test/support/longestFirst.js',
  // All of them, for knip: Jest asks each project.
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  projects: [
    project('shared', ['unit', 'integration', 'infra']),
    project('e2e', ['e2e']),
    project('chaos', ['chaos'], ['<rootDir>/test/support/chaos/service/twoShards.ts']),
  ],
};
