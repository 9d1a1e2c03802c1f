import { join } from 'node:path';

/** The JSON Schema of fleet files, for editors. `npm run schema` writes it. */
export const schemaFile = join(import.meta.dirname, 'fleet.schema.json');
