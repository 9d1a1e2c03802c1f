import { writeFile } from 'node:fs/promises';
import { editorSchema } from '../cli/fleetfile/editor/editorSchema.ts';
import { schemaFile } from '../cli/fleetfile/editor/schemaFile.ts';

/** `npm run schema`: writes the JSON Schema of fleet files, for editors. */
await writeFile(schemaFile, `${JSON.stringify(editorSchema(), undefined, 2)}\n`);
