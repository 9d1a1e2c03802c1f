import { join } from 'node:path';

/**
 * Where Node keeps what it compiles, for the next start. In the checkout and not in the machine's temporary folder,
 * which is Node's own choice: there another user could put code in before us.
 */
export const compileCacheFolder = join(import.meta.dirname, '../../node_modules/.cache/node-compile-cache');
