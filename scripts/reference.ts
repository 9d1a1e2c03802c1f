import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../cli/deploy/build/functions.ts';
import { remade } from './reference/page.ts';

/** `npm run reference`: writes the program's commands and options into docs/cli.md. */
const page = join(root, 'docs/cli.md');
await writeFile(page, remade(await readFile(page, 'utf8')));
