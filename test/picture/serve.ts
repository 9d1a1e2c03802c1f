import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../../cli/deploy/build/functions.ts';

/** The service of `npm start`, on a free port. */
export interface Served {
  url: string;
  stop(): void;
}

export async function serve(): Promise<Served> {
  const program = spawn(process.execPath, [join(root, 'local/main.ts'), '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let text = '';
  // Read to its end: a program whose output nobody reads stops.
  program.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    const [, url] = /^API (\S+)$/m.exec(text) ?? [];
    if (url !== undefined) resolve(url);
  });
  program.once('close', () => reject(new Error(`npm start ended:\n${text}`)));
  return { url: await promise, stop: () => void program.kill() };
}
