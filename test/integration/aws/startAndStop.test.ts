import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { aFolder, cleanUpAfterEach } from './useAws.ts';

cleanUpAfterEach();

const program = fileURLToPath(new URL('./startAndStop.ts', import.meta.url));

test.each([false, true])(
  'a program that stops what it started ends by itself, at once (data folder: %s)',
  async (onDisk) => {
    const folder = onDisk ? [await aFolder()] : [];

    // Native Node, as `npm start` runs it. What it calls would take 29 seconds and more, and a timer or a socket that
    // was left would keep it until the timeout kills it.
    const run = promisify(execFile)(process.execPath, [program, ...folder], { timeout: 25_000 });

    expect(await run).toEqual({ stdout: 'stopped', stderr: '' });
  },
  30_000,
);
