import { Command, Option } from '@commander-js/extra-typings';

/** Where the API is and how answers look: every command takes these. */
export function rootCommand() {
  return new Command('pullpass')
    .addOption(new Option('--stage <stage>', 'the stage to use').env('PULLPASS_STAGE').default('dev'))
    .addOption(new Option('--region <region>', 'its AWS region (default: AWS_REGION, then the profile)'))
    .addOption(new Option('--profile <profile>', 'AWS profile to sign with (default: AWS_PROFILE)'))
    .addOption(new Option('--api <url>', 'address of the API, instead of a stage').env('PULLPASS_API'))
    .addOption(new Option('--local', 'the service of npm start, on http://127.0.0.1:8787'))
    .addOption(
      new Option('-o, --output <format>', 'how data is printed')
        .choices(['table', 'json', 'yaml', 'name'] as const)
        .default('table' as const),
    )
    .addOption(new Option('-y, --yes', 'ask nothing'))
    .addOption(new Option('--debug', 'print stack traces'));
}

/** The program as commands are added to it. */
export type Root = ReturnType<typeof rootCommand>;

/** The options that every command takes. */
export type Globals = ReturnType<Root['opts']>;

export interface RunOptions {
  /** Ctrl-C is how it ends: then its own exit code counts, and not 130. */
  endless?: boolean;
}

/** Does a command's work, and notes the exit code that it resolves to. */
export type Run = (act: (io: import('./io.ts').Io) => Promise<number>, options?: RunOptions) => Promise<void>;

/** Adds a command. It must load nothing heavy: what a command does is imported when it is run. */
export type Declare = (root: Root, run: Run) => void;
