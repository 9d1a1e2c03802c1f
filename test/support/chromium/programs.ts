import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Names under which distributions install the browser. */
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'] as const;

/**
 * The path of a Chromium on this machine.
 *
 * @throws an Error that says how to install one
 */
export async function requireChromium(path = process.env['PATH'] ?? ''): Promise<string> {
  for (const name of names)
    for (const folder of path.split(delimiter)) {
      const file = join(folder, name);
      if (await isExecutable(file)) return file;
    }
  throw new Error(
    `The end-to-end tests look at the fleet page in a real browser, and there is no ${names.join(' and no ')} on the PATH. ` +
      'Install one, and a font:\n  apt-get install -y chromium fonts-dejavu-core',
  );
}

function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
