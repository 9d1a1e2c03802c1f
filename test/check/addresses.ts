import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../cli/deploy/build/functions.ts';
import { command } from './command.ts';

/** Written in parts, so that this file does not find itself. */
const registries = [
  ['npmjs', 'org'],
  ['npmjs', 'com'],
  ['yarnpkg', 'com'],
  ['pypi', 'org'],
  ['pythonhosted', 'org'],
  ['proxy', 'golang', 'org'],
  ['sum', 'golang', 'org'],
  ['deb', 'debian', 'org'],
].map((parts) => parts.join('.'));

/** The folder in which builds of this project run; a path in it would mean nothing to anyone else. */
const buildMachine = new RegExp(`(?<![\\w.-])${['', 'work'].join('/')}(?![\\w-])`);

/**
 * Finds files that name a package registry's host or a build machine's path: a checkout must work behind any mirror,
 * and anywhere. Throws the list, one `file:line: what` per line.
 */
export async function findAddresses(): Promise<void> {
  const listed = await command('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  const found = await Promise.all(listed.split('\0').filter(Boolean).map(findingsIn));
  const findings = found.flat();
  if (findings.length > 0) throw new Error(findings.join('\n'));
}

async function findingsIn(file: string): Promise<string[]> {
  const text = await readFile(join(root, file), 'utf8').catch((error: NodeJS.ErrnoException) => {
    // Deleted but not yet committed, or a link to a folder.
    if (error.code === 'ENOENT' || error.code === 'EISDIR') return '';
    throw error;
  });
  return addressesIn(text).map(({ line, address }) => `${file}:${line}: names ${address}`);
}

/** The lines of `text` (from 1) that name such a host or path. */
export function addressesIn(text: string): { line: number; address: string }[] {
  return text.split('\n').flatMap((content, index) => {
    const address = registries.find((host) => content.includes(host)) ?? buildMachine.exec(content)?.[0];
    return address ? [{ line: index + 1, address }] : [];
  });
}
