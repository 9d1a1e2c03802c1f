/**
 * Entries from which `npm run check` looks for unused files, exports, types and dependencies. It looks twice: at everything;
 * and, with `--production`, at the product alone (entries marked with !), since code that only tests use is dead code. The
 * second time, an export that its own file uses too is no finding: that part has a test of its own.
 */
export default ({ production }) => ({
  workspaces: {
    '.': {
      entry: [
        'functions/*/handler.ts!',
        // Bundled as files of their own, or in place of another module (scripts/package/standIns.ts).
        'cli/package/*.ts!',
        'cli/smoke/canary/handler.ts!',
        'scripts/*.ts!',
        // Called by serverless.yml.
        'infra/*.cjs!',
        'test/{bench,e2e}/run.ts',
        // Run as programs, or named by their path.
        'test/bench/cluster/pushProgram.ts',
        'test/bench/init/bareHandler.ts',
        'test/infra/support/osls/host.ts',
        'test/support/chaos/service/shards.ts',
        'test/support/programs/starter.ts',
      ],
      project: ['{cli,functions,infra,local,scripts,shared}/**!', 'test/**/*.{ts,js,mjs,cjs}'],
    },
  },
  ignoreExportsUsedInFile: production === true,
  // Started by the path of its program (test/check/run.ts).
  ignoreDependencies: ['@biomejs/biome'],
});
