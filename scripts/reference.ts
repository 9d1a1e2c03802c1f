import { page } from './reference/page.ts';

/** `npm run reference`: writes the program's commands and options into docs/cli.md. */
await page.write();
