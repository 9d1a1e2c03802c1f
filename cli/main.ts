import module from 'node:module';
import { compileCacheFolder } from './program/compileCache.ts';

// If it cannot be written, the program only starts more slowly.
module.enableCompileCache(compileCacheFolder);
const { start } = await import('./program/start.ts');
await start();
