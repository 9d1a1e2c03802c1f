import { findAddresses } from './addresses.ts';
import { command } from './command.ts';
import { checkPolicies } from './policies.ts';
import { lintTemplate } from './template.ts';

/** A step passes by returning; what it throws is printed. A step that cannot run has failed. */
const steps: readonly { name: string; run: () => Promise<unknown> }[] = [
  { name: 'types (tsc)', run: () => node('node_modules/typescript/bin/tsc', '-p', '.') },
  {
    name: 'lint and format (Biome)',
    run: () => node('node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'),
  },
  { name: 'unused code (knip)', run: () => knip() },
  { name: 'unused code, tests apart (knip)', run: () => knip('--production') },
  { name: 'packaged template (cfn-lint)', run: lintTemplate },
  { name: 'policies of roles and docs (iam-simulate)', run: checkPolicies },
  { name: 'no registry hosts, no machine paths', run: findAddresses },
];

function node(...args: string[]): Promise<string> {
  return command(process.execPath, args);
}

function knip(...args: string[]): Promise<string> {
  return node('node_modules/knip/bin/knip.js', '--treat-config-hints-as-errors', ...args);
}

/** `npm run check`: runs every step, prints each result, and fails if any step did. */
const failed: string[] = [];
for (const { name, run } of steps) {
  const started = performance.now();
  try {
    await run();
    console.log(`ok      ${name}  (${seconds(started)} s)`);
  } catch (error) {
    failed.push(name);
    console.log(`FAILED  ${name}  (${seconds(started)} s)`);
    console.log((error instanceof Error ? error.message : String(error)).replace(/^/gm, '        '));
  }
}

if (failed.length > 0) {
  console.log(`\n${failed.length} of ${steps.length} checks failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1);
}
