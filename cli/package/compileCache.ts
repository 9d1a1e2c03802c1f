import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';

const own = getCompileCacheDir();

/**
 * In place of cli/program/compileCache.ts, in the package: where cli/bin/pullpass.js keeps what Node compiled, for osls
 * as well. Node has a folder of its own in there. Undefined if there is no place for it.
 */
export const compileCacheFolder = own === undefined ? undefined : dirname(own);
