import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../cli/deploy/build/functions.ts';
import { remade } from './permissions/page.ts';

/** `npm run permissions`: rewrites the sections of docs/permissions.md that are generated from the targets. */
const page = join(root, 'docs/permissions.md');
await writeFile(page, remade(await readFile(page, 'utf8')));
