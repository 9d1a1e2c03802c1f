import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { compileCacheFolder } from '../../../cli/program/compileCache.ts';
import { aFolder, cleanUpAfterEach } from './useAws.ts';

cleanUpAfterEach();

const program = fileURLToPath(new URL('./startAndStop.ts', import.meta.url));

test.each([false, true])(
  'a program that stops what it started ends at once without help (data folder: %s)',
  async (onDisk) => {
    const folder = onDisk ? [await aFolder()] : [];

    // Native Node, as `npm start` uses it. What the program calls would take at least 29 seconds; a remaining timer or
    // socket would keep it alive until the timeout kills it.
    const run = promisify(execFile)(process.execPath, [program, ...folder], {
      env: { ...process.env, NODE_COMPILE_CACHE: compileCacheFolder },
      timeout: 25_000,
    });

    expect(await run).toEqual({ stdout: 'stopped', stderr: '' });
  },
  30_000,
);
