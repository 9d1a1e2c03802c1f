import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Metafile, Plugin } from 'esbuild';
import { root } from '../../cli/deploy/build/functions.ts';
import { bundleFile } from './bundleFile.ts';

/**
 * Bundles osls, which `pullpass deploy` runs, into one CommonJS file, so that the package has no dependencies. Names
 * are kept, because osls recognises its own errors by their class names. tsx is left out: it runs services written in
 * TypeScript, which this one is not.
 *
 * @throws for a warning of the bundler, and for a version of osls that differs from what `edits` expect
 */
export function bundleOsls(outfile: string): Promise<Metafile> {
  return bundleFile(join(root, 'node_modules/serverless/bin/serverless.js'), outfile, {
    keepNames: true,
    external: ['tsx'],
    plugins: [inOneFile()],
  });
}

const templateRead = /this\.serverless\.utils\.readFileSync\(\s*path\.join\([^()]*'([\w-]+\.json)'\s*\)\s*\)/;

/** What osls reads from its own folder at run time, by the file that reads it, and how to find it in the bundle. */
const edits: Readonly<Record<string, readonly [from: RegExp, to: string]>> = {
  'lib/plugins/aws/package/lib/generate-core-template.js': [templateRead, "structuredClone(require('./$1'))"],
  'lib/plugins/aws/package/lib/merge-iam-templates.js': [templateRead, "structuredClone(require('./$1'))"],
  // It writes its validator into ~/.serverless, as code that requires ajv.
  'lib/classes/config-schema-handler/resolve-ajv-validate.js': [
    /const moduleCode = standaloneCode\(ajv, validate\);[\s\S]*/,
    'return validate;\n  };\n  return generate();\n};\nmodule.exports = getValidate;\n',
  ],
};

function inOneFile(): Plugin {
  const names = Object.keys(edits).map((name) => name.replace(/[^\w/]/g, '\\$&'));
  return {
    name: 'in-one-file',
    setup({ onLoad }) {
      onLoad({ filter: new RegExp(`/serverless/(?:${names.join('|')})$`) }, async ({ path }) => {
        const [from, to] = edits[path.split('/serverless/').at(-1) ?? ''] ?? [/(?!)/, ''];
        const source = await readFile(path, 'utf8');
        if (!from.test(source))
          throw new Error(`${relative(root, path)} is not as scripts/package/bundleOsls.ts expects it.`);
        return { contents: source.replace(from, to) };
      });
    },
  };
}
