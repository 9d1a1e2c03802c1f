import { join } from 'node:path';

/**
 * Where Node stores compiled code for the next start. In the checkout, not in the machine's temporary folder as by
 * Node's default: another user could plant code there.
 */
export const compileCacheFolder = join(import.meta.dirname, '../../node_modules/.cache/node-compile-cache');
