import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { cached } from '../../support/tools/cache.ts';
import { once as workOnce } from '../../support/tools/lock.ts';

let folder: string;
const before = process.env['XDG_CACHE_HOME'];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pullpass-cache-'));
  process.env['XDG_CACHE_HOME'] = folder;
});
afterEach(async () => {
  if (before === undefined) delete process.env['XDG_CACHE_HOME'];
  else process.env['XDG_CACHE_HOME'] = before;
  await rm(folder, { recursive: true, force: true });
});

test('of many concurrent callers one builds, and the others wait for it', async () => {
  let builds = 0;
  const ask = () =>
    cached('tool', ['1'], async (into) => {
      builds += 1;
      await writeFile(join(into, 'built'), 'whole');
    });
  const [first = '', ...others] = await Promise.all(Array.from({ length: 10 }, ask));
  expect(builds).toBe(1);
  expect(new Set(others)).toEqual(new Set([first]));
  expect(await readFile(join(first, 'built'), 'utf8')).toBe('whole');
  expect(await readdir(join(folder, 'pullpass'))).toHaveLength(1);
});

test('another process is waited for too', async () => {
  const module = join(import.meta.dirname, '../../support/tools/cache.ts');
  // Each builds only when all have asked, so that none finds the work of another done.
  const script = `
    import { appendFile, readFile, writeFile } from 'node:fs/promises';
    import { setTimeout as delay } from 'node:timers/promises';
    const { cached } = await import(${JSON.stringify(module)});
    const asked = ${JSON.stringify(join(folder, 'asked'))};
    await appendFile(asked, 'x');
    await cached('tool', ['2'], async (into) => {
      while ((await readFile(asked, 'utf8')).length < 3) await delay(10);
      await appendFile(${JSON.stringify(join(folder, 'builds'))}, 'x');
      await writeFile(into + '/built', 'whole');
    });`;
  const children = [1, 2, 3].map(() =>
    spawn(process.execPath, ['--no-warnings', '--input-type=module', '-e', script], {
      env: { ...process.env },
      stdio: 'inherit',
    }),
  );
  const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]));
  expect(codes).toEqual([0, 0, 0]);
  expect(await readFile(join(folder, 'builds'), 'utf8')).toBe('x');
});

test('a failed build is tried by the next caller, and leaves nothing behind', async () => {
  const failing = cached('tool', ['3'], () => Promise.reject(new Error('no compiler')));
  await expect(failing).rejects.toThrow('no compiler');
  expect(await readdir(join(folder, 'pullpass'))).toEqual([]);
  await cached('tool', ['3'], (into) => writeFile(join(into, 'built'), ''));
  expect(await readdir(join(folder, 'pullpass'))).toHaveLength(1);
});

test('a lock that a dead process left delays nobody', async () => {
  const file = join(folder, 'lock');
  await writeFile(file, '1\n');
  const anHourAgo = new Date(Date.now() - 3_600_000);
  await utimes(file, anHourAgo, anHourAgo);
  let works = 0;
  const work = async () => {
    works += 1;
  };
  await workOnce(file, () => works > 0, work);
  expect(works).toBe(1);
  expect(await readdir(folder)).toEqual([]);
});
