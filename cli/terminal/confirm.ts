import { CommandError, exitCodes, usageError } from '../program/errors.ts';
import { type Io, isInteractive } from '../program/io.ts';

/**
 * Asks before something is done. Resolves where it may be done. Rejects with a usage error (exit code 2) where the
 * answer is no, and where nobody can be asked: without a terminal, `-y` must say so beforehand.
 *
 * @param question such as `Pause 12 clusters?`
 */
export async function confirm(io: Io, question: string, { yes }: { yes?: true | undefined }): Promise<void> {
  if (yes) return;
  if (!isInteractive(io))
    throw usageError(
      `${question} There is no terminal to ask on, so nothing was done.`,
      'Add -y to do it without a question.',
    );
  // Loaded when first asked: most commands ask nothing.
  const { confirm: ask, isCancel } = await import('@clack/prompts');
  const answer = await ask({
    message: question,
    initialValue: false,
    input: io.stdin,
    output: io.stderr as NodeJS.WriteStream,
    signal: io.signal,
  });
  if (isCancel(answer) || !answer) throw new CommandError('Nothing was done.', { exitCode: exitCodes.usage });
}
