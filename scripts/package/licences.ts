import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../cli/deploy/build/functions.ts';
import type { Bundled } from './bundled.ts';

/**
 * The licences of packages, in the form their authors require: name, version, text, and notices if there are any.
 *
 * @throws for a package without a licence, which may not be passed on
 */
export async function licencesOf(packages: readonly Bundled[]): Promise<string> {
  const licences = await Promise.all(packages.map(licenceOf));
  const sections = [...Map.groupBy(licences, ({ text }) => text)].map(([text, of]) => {
    return `\n${'-'.repeat(80)}\n${of.map(({ named }) => named).join('\n')}\n\n${text}\n`;
  });
  return `The files in dist/ and .build/ of this package have parts of these packages.\n${sections.join('')}`;
}

async function licenceOf(bundled: Bundled): Promise<{ named: string; text: string }> {
  const { name, version, license, folder } = bundled;
  const files = await readdir(join(root, folder));
  const read = async (of: RegExp) => {
    const file = files.find((each) => of.test(each));
    return file === undefined ? undefined : (await readFile(join(root, folder, file), 'utf8')).trim();
  };
  const text = (await read(/^(licen[cs]e|copying)([.-]\w+)?$/i)) ?? known[license]?.(bundled);
  if (text === undefined) throw new Error(`${name} ${version} has no file with its licence (${license}).`);
  const notice = await read(/^notice([.-]\w+)?$/i);
  return {
    named: `${name} ${version} (${license})`,
    text: notice === undefined ? text : `${text}\n\n${notice}`,
  };
}

/** Texts for packages without a licence file. Source: https://spdx.org/licenses/ */
const known: Readonly<Record<string, (of: Bundled) => string>> = {
  'Apache-2.0': () => 'Apache License, Version 2.0: see the file LICENSE of this package.',
  MIT: ({ author }) => `MIT License\n\nCopyright (c) ${author}\n\n${permission}, ${condition}\n\n${warranty}`,
  'MIT-0': ({ author }) => `MIT No Attribution\n\nCopyright (c) ${author}\n\n${permission}.\n\n${warranty}`,
};

const permission = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so`;
const condition = `subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of
the Software.`;
const warranty = `THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
