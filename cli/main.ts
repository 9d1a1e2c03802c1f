import module from 'node:module';
import process from 'node:process';
import { compileCacheFolder } from './program/compileCache.ts';
import { listenForEnd } from './program/ending.ts';
import { processIo } from './program/io.ts';

// Where nothing can be written, it just starts more slowly.
module.enableCompileCache(compileCacheFolder);
const { run } = await import('./program/run.ts');

/** Milliseconds: what is under way is waited for 10 s (overAll), and then told of. */
const patience = 15_000;

const { signal } = listenForEnd(process, process.stdout, process.exit, patience, 130);
process.exitCode = await run(process.argv.slice(2), processIo(signal));
