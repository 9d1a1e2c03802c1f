import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { root } from '../../cli/deploy/build/functions.ts';
import { type Installed, packAndInstall } from '../support/package/pack.ts';
import { runNode } from '../support/package/runNode.ts';
import { interrupted, packageScenarios } from '../support/package/scenarios.ts';
import { otherNodes } from '../support/tools/otherNodes.ts';

let installed: Installed;
let nodes: Awaited<ReturnType<typeof otherNodes>>;
beforeAll(async () => {
  [installed, nodes] = await Promise.all([packAndInstall(), otherNodes()]);
}, 300_000);
afterAll(() => installed.remove());

describe('the package on the oldest Node that it is for', () => {
  packageScenarios(() => ({ installed, node: nodes.oldest }));
});

describe('on a Node from before import()', () => {
  test('the package says in one line what it needs', async () => {
    expect(await runNode(nodes.ancient, [installed.bin, '--help'])).toEqual({
      code: 2,
      signal: null,
      stdout: '',
      stderr: 'pullpass needs Node.js 22.19 or newer; this is v8.17.0.\n',
    });
  });

  test('a clone hands on to the pinned Node, and Ctrl-C with it', async () => {
    const clone = join(root, 'cli/bin/pullpass.js');
    expect(await runNode(nodes.ancient, [clone, '--version'])).toMatchObject({ code: 0, stderr: '' });
    expect(await interrupted(nodes.ancient, clone)).toMatchObject({ code: 130, signal: null });
  });
});
