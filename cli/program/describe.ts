import type { Root } from './globals.ts';
import { columnsOf, type Io } from './io.ts';
import { version } from './version.ts';

/** Gives the program its help, its version and its streams, and has it throw where commander would exit. */
export function describeProgram(root: Root, { stdout, stderr }: Io): Root {
  return root
    .description('Keeps every cluster of the fleet able to pull from Amazon ECR.')
    .version(version, '-V, --version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      getOutHelpWidth: () => columnsOf(stdout),
      getErrHelpWidth: () => columnsOf(stderr),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError()
    .showHelpAfterError('More: add --help.')
    .helpCommand(true);
}
