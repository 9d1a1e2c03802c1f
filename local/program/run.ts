import process from 'node:process';
import { UsageError } from '../../cli/program/usageError.ts';
import { readFlags } from './flags.ts';
import { usage } from './usage.ts';

/** Where the program writes. */
export interface Output {
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown; isTTY?: boolean; columns?: number };
}

/** The program behind `npm start`. Resolves to its exit code, with everything stopped. */
export async function run(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  { stdout, stderr }: Output = process,
): Promise<number> {
  try {
    const flags = readFlags(args, environment);
    if (flags.help) {
      stdout.write(usage);
      return 0;
    }
    // Imported late: the schemas, and then AWS and the functions, take most of a second.
    const { readOptions } = await import('./options.ts');
    const options = readOptions(flags);
    const { serve } = await import('./serve.ts');
    return await serve(options, environment);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const { folded } = await import('../../cli/terminal/text.ts');
    stderr.write(`${folded(error.message, stderr)}\nMore: npm start -- --help\n`);
    return 2;
  }
}
