import { tools } from './tools.ts';

/** `npm run tools`: makes every tool that is not in the cache yet, and fails if one cannot be made. */
for (const { name, make } of tools) {
  const started = performance.now();
  const seconds = () => ((performance.now() - started) / 1000).toFixed(1);
  try {
    await make();
    console.log(`ok      ${name}  (${seconds()} s)`);
  } catch (error) {
    process.exitCode = 1;
    console.log(`FAILED  ${name}  (${seconds()} s)`);
    console.log((error instanceof Error ? error.message : String(error)).replace(/^/gm, '        '));
  }
}
