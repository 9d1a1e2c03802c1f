import { folded } from './terminal/text.ts';

/**
 * Runs one of the project's commands. `--help` prints the usage; an error is told by its message alone, and one in
 * the options with where to read of them. Ctrl-C and SIGTERM abort the signal, so that the command tidies up and ends
 * with 130 (a second one ends it at once).
 * @param main answers the exit code
 */
export async function runCommand(
  usage: string,
  main: (args: readonly string[], signal: AbortSignal) => Promise<number>,
): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    console.log(usage);
    return;
  }
  const interruption = new AbortController();
  const interrupt = () => interruption.abort(new Error('Interrupted.'));
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    process.exitCode = await main(args, interruption.signal);
  } catch (error) {
    if (!interruption.signal.aborted) console.error(folded(explain(error, usage), process.stderr));
    process.exitCode = 1;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
  if (interruption.signal.aborted) process.exitCode = 130;
}

function explain(error: unknown, usage: string): string {
  if (!(error instanceof Error)) return String(error);
  const ofParseArgs = 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_');
  if (!ofParseArgs) return error.message;
  const [shape = ''] = usage.split('\n');
  const [command = ''] = /npm run \S+/.exec(shape) ?? [];
  return `${error.message}\n${shape}\nMore: ${command} -- --help`;
}
