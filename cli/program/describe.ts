import { folded } from '../terminal/text.ts';
import type { Root } from './globals.ts';
import { helpItem, least } from './helpItem.ts';
import { columnsOf, type Io } from './io.ts';
import { version } from './version.ts';

/** Gives the program its help, version and streams, and makes it throw where commander would exit. */
export function describeProgram(root: Root, { stdout, stderr }: Io): Root {
  return root
    .description('Keeps every cluster of the fleet able to pull from Amazon ECR.')
    .version(version, '-V, --version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout.write(folded(text, stdout)),
      writeErr: (text) => void stderr.write(folded(text, stderr)),
      getOutHelpWidth: () => columnsOf(stdout),
      getErrHelpWidth: () => columnsOf(stderr),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .configureHelp({ showGlobalOptions: true, minWidthToWrap: least, formatItem: helpItem })
    .showSuggestionAfterError()
    .showHelpAfterError('More: add --help.')
    .helpCommand(true);
}
