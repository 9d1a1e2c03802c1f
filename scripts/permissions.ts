import { page } from './permissions/page.ts';

/** `npm run permissions`: rewrites the sections of docs/permissions.md that are generated from the targets. */
await page.write();
