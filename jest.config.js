/** One project per kind of test; `npm test` runs all of them, with no network beyond loopback. */
const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '@swc/jest' },
  modulePathIgnorePatterns: ['<rootDir>/.build', '<rootDir>/.serverless', '<rootDir>/.cache'],
};

const project = (name) => ({
  ...common,
  displayName: name,
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
});

export default {
  // What hangs is to be ended, and no more: how fast a busy machine is, is no matter of these tests.
  testTimeout: 30_000,
  testSequencer: '<rootDir>/test/support/longestFirst.js',
  projects: [project('unit'), project('integration'), project('infra'), project('e2e'), project('chaos')],
};
