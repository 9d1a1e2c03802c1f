import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { root } from '../../../cli/deploy/build/functions.ts';

const pages = globSync(['*.md', 'docs/**/*.md'], { cwd: root }).sort();
const sources = globSync('{cli,functions,infra,local,scripts,shared}/**/*.{ts,yml}', { cwd: root });

const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** GitHub's anchors for a page's headings: lower case, no punctuation, hyphens for spaces. */
function anchorsOf(path: string): string[] {
  const headings = read(path)
    .replace(/^```.*?^```/gms, '')
    .matchAll(/^#{1,6} (.+)$/gm);
  return [...headings].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Why a link in a file of `folder` is broken; undefined if it is not. */
function brokenBecause(link: string, page: string, folder: string): string | undefined {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(folder, path);
  if (!existsSync(join(root, target))) return `${page}: ${link}: there is no ${target}`;
  const known = anchor === undefined || anchorsOf(target).includes(anchor);
  return known ? undefined : `${page}: ${link}: ${target} has no heading for it`;
}

test('every link on a page leads to an existing file, and to a heading in it', () => {
  const links = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link = '']) => ({ page, link })),
  );
  expect(links.length).toBeGreaterThan(150);
  expect(links.flatMap(({ page, link }) => brokenBecause(link, page, dirname(page)) ?? [])).toEqual([]);
});

test('every page that a remedy or a help text names exists', () => {
  const named = sources.flatMap((page) =>
    [...read(page).matchAll(/\bdocs\/[a-z/-]+\.md(?:#[a-z-]*[a-z])?/g)].map(([link]) => ({ page, link })),
  );
  expect(named.length).toBeGreaterThan(5);
  expect(named.flatMap(({ page, link }) => brokenBecause(link, page, '') ?? [])).toEqual([]);
});

test('README leads to every page', () => {
  const readme = read('README.md');
  expect(pages.filter((page) => page !== 'README.md' && !readme.includes(`](${page})`))).toEqual([]);
});

test('a broken link is found', () => {
  expect(brokenBecause('operations.md#no-such-alarm', 'docs/api.md', 'docs')).toMatch(/has no heading/);
  expect(brokenBecause('nowhere.md', 'docs/api.md', 'docs')).toMatch(/there is no docs\/nowhere\.md/);
  expect(brokenBecause('#lists', 'docs/api.md', 'docs')).toBeUndefined();
});
