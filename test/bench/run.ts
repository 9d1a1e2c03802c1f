import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../../cli/deploy/build/bundle.ts';
import { handlerOf } from '../../cli/deploy/build/functions.ts';
import { benchBundle } from './bundleSize.ts';
import { benchCluster } from './cluster/cluster.ts';
import { benchFleet } from './fleet/fleet.ts';
import { benchHostile } from './hostile/hostile.ts';
import { benchHung } from './hung/hung.ts';
import { benchInit } from './init/init.ts';
import { type BenchmarkName, type BenchOptions, readOptions, usage } from './options.ts';
import { benchProgram } from './program/program.ts';
import { type Figure, markdownTable } from './report/figure.ts';
import { machineFacts } from './report/machine.ts';
import { benchTick } from './tick/tick.ts';
import { benchWidget } from './widget/widget.ts';

/** `npm run bench`: measures what the README promises, prints the table, and exits 1 if a limit is exceeded. */
try {
  const args = process.argv.slice(2);
  if (args.includes('--help')) console.log(usage);
  else process.exitCode = (await main(readOptions(args))) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

async function main({ only, json, rounds }: BenchOptions): Promise<boolean> {
  const machine = machineFacts();
  const folder = await mkdtemp(join(tmpdir(), 'pullpass-bench-'));
  try {
    const push = await bundle('push', handlerOf('push'), folder);
    const refresh = await bundle('refresh', handlerOf('refresh'), folder);
    const figures: Figure[] = [];
    const raw: Record<string, unknown> = {};
    let failed = false;
    const benchmarks = {
      bundle: async () => benchBundle(push),
      init: () => benchInit(push, folder),
      cluster: () => benchCluster(push, folder, { rounds }),
      fleet: () => benchFleet({ push, refresh }, folder, { rounds: Math.ceil(rounds / 3) }),
      hung: () => benchHung({ push, refresh }, folder, { rounds: 3 * rounds }),
      hostile: () => benchHostile({ push, refresh }, folder, { rounds: 3 * rounds }),
      tick: () => benchTick(refresh, folder, { rounds: 3 * rounds }),
      widget: async () =>
        benchWidget(await bundle('widget', handlerOf('widget'), folder), folder, { rounds: 3 * rounds }),
      program: () => benchProgram(folder, { rounds: 3 * rounds }),
    };
    for (const [name, measure] of Object.entries(benchmarks) as [BenchmarkName, typeof benchmarks.init][]) {
      if (only !== undefined && only !== name) continue;
      process.stderr.write(`Measuring: ${name}\n`);
      try {
        const result = await measure();
        figures.push(...result.figures);
        raw[name] = result.raw;
      } catch (error) {
        // The other measurements took minutes, so they are printed all the same.
        failed = true;
        console.error(`${name}: ${error instanceof Error ? error.message : error}`);
      }
    }
    console.log(
      `${markdownTable(figures)}\n\nNode ${machine.node}, ${machine.platform}, ${machine.cores} cores`,
    );
    if (json !== undefined) await writeFile(json, `${JSON.stringify({ machine, figures, raw }, null, 2)}\n`);
    return !failed && figures.length > 0 && figures.every(({ held }) => held);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
