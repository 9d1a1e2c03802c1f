/** The environment variable with the folder. */
export const runFolderVariable = 'PULLPASS_TEST_RUN';

/** The folder of one run of tests, for what its files need equally and one of them makes; undefined without such a run. */
export const runFolder = process.env[runFolderVariable];
