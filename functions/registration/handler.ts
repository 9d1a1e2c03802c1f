import { application } from './application.ts';
import { worldFrom } from './world.ts';

/** Lambda's entry. The world is made once for each warm worker. */
export const handler = application(worldFrom(process.env));
