import { registerHooks } from 'node:module';

/**
 * Lets every index have two shards: each tick asks all of them, and more than a fleet of three clusters can be in
 * would be most of the requests of a schedule. Told to Node before anything is imported.
 */
const [all, two] = ['../../../../shared/clusters/shards.ts', './shards.ts'].map(
  (path) => new URL(path, import.meta.url).href,
);

registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    return resolved.url === all && two !== undefined && context.parentURL !== two
      ? { ...resolved, url: two }
      : resolved;
  },
});
