import { registerHooks } from 'node:module';

/**
 * Gives every index only two shards. Each tick asks all of them, so more than a fleet of three clusters can use would
 * cause most of a schedule's requests. Registered with Node before anything is imported.
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
