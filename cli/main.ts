import module from 'node:module';
import process from 'node:process';
import { compileCacheFolder } from './program/compileCache.ts';
import { listenForEnd } from './program/ending.ts';
import { processIo } from './program/io.ts';

// Where nothing can be written, it just starts more slowly.
module.enableCompileCache(compileCacheFolder);
const { run } = await import('./program/run.ts');

// Each command knows how long its end may take: smoke removes its canary. A second Ctrl-C ends it at once.
const { signal } = listenForEnd(process, process.stdout, process.exit, Number.POSITIVE_INFINITY);
process.exitCode = await run(process.argv.slice(2), processIo(signal));
// What is still under way then has been told of, and is waited for no longer.
if (signal.aborted) setTimeout(process.exit, 1_000).unref();
