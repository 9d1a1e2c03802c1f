import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import type { Bundle } from '../../cli/deploy/build/bundle.ts';
import { root } from '../../cli/deploy/build/functions.ts';
import { leaveOutUnused } from '../../cli/deploy/build/leaveOutUnused.ts';
import { bundleFile } from './bundleFile.ts';
import { standIns } from './standIns.ts';

/**
 * Bundles the program into one CommonJS file. Code that a command `import()`s stays in the file, and runs when the
 * command does. Names are kept, so that the stack traces of --debug are readable. A warning of the bundler is an error.
 *
 * @param functions those that it deploys
 */
export function bundleProgram(outfile: string, functions: readonly Bundle[]): Promise<Metafile> {
  return bundleFile(join(root, 'cli/main.ts'), outfile, {
    // CommonJS has no import.meta.
    define: { 'import.meta.dirname': '__dirname' },
    plugins: [standIns(functions), leaveOutUnused()],
  });
}
