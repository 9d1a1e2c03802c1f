import type { Plugin } from 'esbuild';

/**
 * Packages that a dependency imports but that our functions never call. Each is replaced by a module that says so if it
 * is called after all, instead of failing somewhere else.
 */
const unused: ReadonlyMap<string, { exports: readonly string[]; because: string }> = new Map([
  [
    'undici',
    {
      exports: ['fetch', 'Agent', 'ProxyAgent', 'FormData', 'File', 'Blob', 'Headers', 'Request', 'Response'],
      because: 'the Kubernetes client reads kubeconfigs and signs in, and sends nothing',
    },
  ],
]);

/**
 * Packages that are called but do nothing in a deployed function: `debug` prints what its environment variable names,
 * and here that would be a proxy's headers.
 */
const silent: ReadonlyMap<string, string> = new Map([['debug', 'export default () => () => {};']]);

/** An esbuild plugin that keeps the packages above, and zod's translations, out of the bundle. */
export function leaveOutUnused(): Plugin {
  const names = [...unused.keys(), ...silent.keys()].join('|');
  return {
    name: 'leave-out-unused',
    setup(build) {
      build.onResolve({ filter: new RegExp(`^(?:${names})$`) }, ({ path }) => ({
        path,
        namespace: 'left-out',
      }));
      // 50 languages; PullPass's messages are in English.
      build.onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
        contents: "export { default as en } from './en.js';",
      }));
      build.onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({
        contents: silent.get(path) ?? standIn(path),
      }));
    },
  };
}

function standIn(name: string): string {
  const { exports, because } = unused.get(name) ?? { exports: [], because: '' };
  const message = JSON.stringify(
    `${name} is not in this bundle: ${because} (cli/deploy/build/leaveOutUnused.ts).`,
  );
  const lines = exports.map((exported) => `export function ${exported}() { throw new Error(${message}); }`);
  return lines.join('\n');
}
