import { CommandError, exitCodes, usageError } from '../program/errors.ts';
import { type Io, isInteractive } from '../program/io.ts';

/**
 * Asks before something is done, and resolves if the answer is yes. Rejects with a usage error (exit code 2) if it is
 * no, and if nobody can be asked: without a terminal, `-y` must answer beforehand.
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
  // Loaded with the first question: most commands ask none.
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
