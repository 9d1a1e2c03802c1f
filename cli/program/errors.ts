import { defined } from '../../shared/defined.ts';

/** The program's exit codes. docs/cli.md lists them; scripts may rely on them. */
export const exitCodes = {
  done: 0,
  failed: 1,
  /** The command line was not understood, or the answer to a question was no. */
  usage: 2,
  /** `diff` found differences, or `status --check` a fleet that is not Healthy. */
  different: 3,
  notSignedIn: 4,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Why a command ends without finishing, for the person who typed it. The message contains no credential. */
export class CommandError extends Error {
  readonly exitCode: ExitCode;
  /** What to do about it. */
  readonly remedy: string | undefined;

  constructor(
    message: string,
    {
      remedy,
      exitCode = exitCodes.failed,
      cause,
    }: { remedy?: string | undefined; exitCode?: ExitCode; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.remedy = remedy;
    this.exitCode = exitCode;
  }
}

/** An error in words. Throws one that is a fault of the program. */
export function errorInWords(error: unknown): { message: string; remedy?: string } {
  if (!(error instanceof CommandError)) throw error;
  const { message, remedy } = error;
  return defined({ message, remedy });
}

/** The command line is wrong: exit code 2. */
export function usageError(message: string, remedy?: string): CommandError {
  return new CommandError(message, { remedy, exitCode: exitCodes.usage });
}

/** No working AWS credentials: exit code 4. */
export function notSignedIn(message: string, remedy: string, cause?: unknown): CommandError {
  return new CommandError(message, { remedy, exitCode: exitCodes.notSignedIn, cause });
}
