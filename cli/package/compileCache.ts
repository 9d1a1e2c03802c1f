import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';

const own = getCompileCacheDir();

/**
 * Replaces cli/program/compileCache.ts in the package: where cli/bin/pullpass.js stores compiled code, also for osls.
 * Node has its own folder in there. Undefined if there is no place for it.
 */
export const compileCacheFolder = own === undefined ? undefined : dirname(own);
