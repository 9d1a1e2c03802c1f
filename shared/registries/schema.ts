import * as z from 'zod';
import { ecrRegistry } from './ecr/schema.ts';
import { ecrPublicRegistry } from './ecrPublic/schema.ts';
import { staticRegistry } from './static/schema.ts';

/** Where credentials come from. A new kind is a new folder here, a line in this list, and one each in kinds and fetch. */
export const registry = z.discriminatedUnion('kind', [ecrRegistry, ecrPublicRegistry, staticRegistry]);

export type Registry = z.infer<typeof registry>;
