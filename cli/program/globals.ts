import { Command, Option } from '@commander-js/extra-typings';

/** Where the API is, and the output format: every command has these options. */
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

/** The program to which commands are added. */
export type Root = ReturnType<typeof rootCommand>;

/** The options that every command has. */
export type Globals = ReturnType<Root['opts']>;

interface RunOptions {
  /** Ctrl-C is the normal end: then its own exit code counts, not 130. */
  endless?: boolean;
}

/** Runs a command's work, and records the exit code that it resolves to. */
export type Run = (act: (io: import('./io.ts').Io) => Promise<number>, options?: RunOptions) => Promise<void>;

/** Adds a command. It must load nothing heavy: the command's work is imported when it runs. */
export type Declare = (root: Root, run: Run) => void;
