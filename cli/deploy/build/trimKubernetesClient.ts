import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';
import { root } from './functions.ts';

const generated = join(dirname(createRequire(import.meta.url).resolve('@kubernetes/client-node')), 'gen');
const apiImport = /@kubernetes\/client-node\/dist\/gen\/apis\/(\w+)\.js/g;
/** A method of a generated class, from its name to its closing brace. */
const method = /^ {4}(?:async )?(\w+)\(.*\) \{\n[\s\S]*?^ {4}\}$/gm;
const serialised = /ObjectSerializer\.(?:de)?serialize\([^"]*"([^"]+)"/g;

/**
 * An esbuild plugin that removes from the generated Kubernetes client every method that our source does not name, and
 * every model that no remaining method can reach. A bundler cannot do this, because methods are looked up by name and
 * models through one big table; together they are half of a bundle. What to keep is read from the source at each build,
 * so there is no list to maintain.
 *
 * @param folders of the project that contain the source
 */
export function trimKubernetesClient(folders: readonly string[]): Plugin {
  return {
    name: 'trim-kubernetes-client',
    setup(build) {
      const { apis, words } = usage(folders);
      const trimmed = new Map([...apis].map((api) => [api, trimApi(readApi(api), words)]));
      const table = readFileSync(join(generated, 'models/ObjectSerializer.js'), 'utf8');
      const models = trimTable(table, reachableModels(table, [...trimmed.values()]));

      build.onLoad({ filter: /client-node[\\/]dist[\\/]gen[\\/]apis[\\/]\w+Api\.js$/ }, ({ path }) => {
        const contents = trimmed.get(/(\w+)\.js$/.exec(path)?.[1] ?? '');
        return contents === undefined ? undefined : { contents };
      });
      build.onLoad({ filter: /client-node[\\/]dist[\\/]gen[\\/]models[\\/]ObjectSerializer\.js$/ }, () => ({
        contents: models,
      }));
    },
  };
}

/** The generated APIs that our source imports, and every word of the files that import them. */
function usage(folders: readonly string[]): { apis: Set<string>; words: Set<string> } {
  const apis = new Set<string>();
  const words = new Set<string>();
  for (const folder of folders)
    for (const file of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts')) continue;
      const text = readFileSync(join(root, folder, file), 'utf8');
      const imported = [...text.matchAll(apiImport)].flatMap(([, api]) => api ?? []);
      if (imported.length === 0) continue;
      for (const api of imported) apis.add(api);
      for (const [word] of text.matchAll(/\w+/g)) words.add(word);
    }
  return { apis, words };
}

function readApi(api: string): string {
  return readFileSync(join(generated, 'apis', `${api}.js`), 'utf8');
}

/** The source of a generated API without the methods that are not among the words. */
export function trimApi(source: string, words: ReadonlySet<string>): string {
  return source.replace(method, (text, name: string) =>
    name === 'constructor' || words.has(name) ? text : '',
  );
}

/** Names of the models that the given sources serialise or deserialise, and of the models in these. */
function reachableModels(table: string, sources: readonly string[]): Set<string> {
  const known = new Set([...table.matchAll(/^ {4}"(\w+)": \1,?$/gm)].flatMap(([, name]) => name ?? []));
  const reached = new Set<string>();
  const visit = (type: string) => {
    for (const [name] of type.matchAll(/\w+/g)) {
      if (!known.has(name) || reached.has(name)) continue;
      reached.add(name);
      const model = readFileSync(join(generated, 'models', `${name}.js`), 'utf8');
      for (const [, attribute = ''] of model.matchAll(/"type": "([^"]+)"/g)) visit(attribute);
    }
  };
  for (const source of sources) for (const [, type = ''] of source.matchAll(serialised)) visit(type);
  // If the table had another form, every model would be removed, and dates and `continue` would not be read.
  if (reached.size === 0)
    throw new Error(
      '@kubernetes/client-node has another shape than cli/deploy/build/trimKubernetesClient.ts knows: ' +
        'no model was found that the Kubernetes API methods in use need. Was its version changed?',
    );
  return reached;
}

/** The table without imports, exports and entries of unwanted models. */
function trimTable(table: string, wanted: ReadonlySet<string>): string {
  const line =
    /^(?:export \* from '\.\.\/models\/(\w+)\.js';|import \{ \w+ \} from '\.\.\/models\/(\w+)\.js';| {4}"(\w+)": \3,?)$/gm;
  return table.replace(line, (text, exported?: string, imported?: string, entry?: string) =>
    wanted.has(exported ?? imported ?? entry ?? '') ? text : '',
  );
}
