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

    // Native Node, as `npm start` runs it; a timer or a socket that was left would keep it until the timeout kills it.
    const run = promisify(execFile)(process.execPath, [program, ...folder], { timeout: 15_000 });

    const { stdout, stderr } = await run;
    expect(JSON.parse(stdout).stopMs).toBeLessThan(2000);
    expect(stderr).toBe('');
  },
  20_000,
);
