import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { requireChromium } from '../../support/chromium/programs.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pullpass-path-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('the browser is found under any of its names', async () => {
  await symlink('/bin/true', join(folder, 'google-chrome'));
  expect(await requireChromium(`/nowhere:${folder}`)).toBe(join(folder, 'google-chrome'));
});

test('if there is none, it says how to install one', async () => {
  await writeFile(join(folder, 'chromium'), '');
  await chmod(join(folder, 'chromium'), 0o644);
  await expect(requireChromium(folder)).rejects.toThrow('apt-get install -y chromium fonts-dejavu-core');
});
