import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Checks that tmux is on the PATH. @throws an Error that says how to install it */
export async function requireTmux(): Promise<void> {
  await promisify(execFile)('tmux', ['-V']).catch((error) => {
    throw new Error(
      'The end-to-end tests drive the program in a real terminal, and there is no tmux on the PATH. ' +
        'Install it:\n  apt-get install -y tmux',
      { cause: error },
    );
  });
}
