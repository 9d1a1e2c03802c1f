/**
 * Runs one of the project's commands. `--help` prints the usage; an error is told by its message alone; Ctrl-C
 * and SIGTERM abort the signal, so that the command tidies up and ends with 130 (a second one ends it at once).
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
    if (!interruption.signal.aborted) console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
  if (interruption.signal.aborted) process.exitCode = 130;
}
