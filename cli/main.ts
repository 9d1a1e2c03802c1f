import module from 'node:module';
import { compileCacheFolder } from './program/compileCache.ts';

// Where nothing can be written, it just starts more slowly.
module.enableCompileCache(compileCacheFolder);
const { start } = await import('./program/start.ts');
await start();
