import module from 'node:module';
import process from 'node:process';
import { compileCacheFolder } from './program/compileCache.ts';
import { listenForEnd } from './program/ending.ts';
import { processIo } from './program/io.ts';

// Where nothing can be written, it just starts more slowly.
module.enableCompileCache(compileCacheFolder);
const { run } = await import('./program/run.ts');

const { signal } = listenForEnd(process, process.stdout, process.exit);
process.exitCode = await run(process.argv.slice(2), processIo(signal));
