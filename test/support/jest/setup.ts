import { enableCompileCache, registerHooks } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import { compileCacheFolder } from '../../../cli/program/compileCache.ts';
import { refuseExit } from './exit.ts';

// Each worker loads the clients of AWS and Kubernetes, for a second of CPU without the cache.
enableCompileCache(compileCacheFolder);

/**
 * For the projects that jest-light-runner runs: it gives tests their functions as globals, and has no module
 * `@jest/globals`. Tests import that module all the same, for its types, and so that any runner can run them.
 */
const globals = new URL('./globals.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@jest/globals' ? { url: globals, shortCircuit: true } : next(specifier, context),
});

// With `--runInBand`, everything runs in one worker: Jest's own process, which must be able to end itself.
if (!isMainThread) process.exit = refuseExit;
