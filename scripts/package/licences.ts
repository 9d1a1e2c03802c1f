import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { root } from '../../cli/deploy/build/functions.ts';

/**
 * The licences of all packages that a bundle has parts of, as their authors ask for: name, version and text.
 *
 * @throws for a package that has none, which may not be passed on
 */
export async function licencesOf({ outputs }: Metafile): Promise<string> {
  const folders = new Set<string>();
  for (const { inputs } of Object.values(outputs))
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      const [folder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? [];
      if (folder !== undefined && bytesInOutput > 0) folders.add(folder);
    }
  const licences = await Promise.all([...folders].sort().map(licenceOf));
  const sections = [...Map.groupBy(licences, ({ text }) => text)].map(
    ([text, of]) => `\n${'-'.repeat(80)}\n${of.map(({ named }) => named).join('\n')}\n\n${text}\n`,
  );
  return `The files pullpass.cjs and canary.zip have parts of these packages.\n${sections.join('')}`;
}

async function licenceOf(folder: string): Promise<{ named: string; text: string }> {
  const { name, version, license } = JSON.parse(
    await readFile(join(root, folder, 'package.json'), 'utf8'),
  ) as { name: string; version: string; license?: string };
  const files = await readdir(join(root, folder));
  const file = files.find((each) => /^(licen[cs]e|copying)([.-]\w+)?$/i.test(each));
  const text = file === undefined ? known[license ?? ''] : await readFile(join(root, folder, file), 'utf8');
  if (text === undefined) throw new Error(`${name} ${version} has no file with its licence (${license}).`);
  return { named: `${name} ${version} (${license})`, text: text.trim() };
}

/** Of packages that have no file with it. */
const known: Readonly<Record<string, string>> = {
  'Apache-2.0': 'Apache License, Version 2.0: see the file LICENSE of this package.',
};
