/**
 * What `npm run check` holds for unused: files, exports, types and dependencies that nothing reaches from these entries.
 * It looks twice: at everything, and (`--production`, the entries marked with !) at the product without its tests, for
 * what only they use is dead code in the product. There, an export that its own file uses as well is a part that has a
 * test of its own, and no finding.
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
        'test/support/chaos/service/shards.ts',
      ],
      project: ['{cli,functions,infra,local,scripts,shared}/**!', 'test/**/*.{ts,js,mjs,cjs}'],
    },
  },
  ignoreExportsUsedInFile: production === true,
  // Started by the paths of their programs (scripts/check.ts, cli/deploy/osls.ts).
  ignoreDependencies: ['@biomejs/biome', 'serverless'],
});
