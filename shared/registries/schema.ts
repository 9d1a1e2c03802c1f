import * as z from 'zod';
import { ecrRegistry } from './ecr/schema.ts';
import { ecrPublicRegistry } from './ecrPublic/schema.ts';
import { staticRegistry } from './static/schema.ts';

/**
 * Where credentials come from. A new kind takes a new folder here, and one line each in this list, in kinds and in
 * fetch.
 */
export const registry = z.discriminatedUnion('kind', [ecrRegistry, ecrPublicRegistry, staticRegistry]);

export type Registry = z.infer<typeof registry>;
