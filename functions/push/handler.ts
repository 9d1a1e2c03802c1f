import { pushHandler } from './pushHandler.ts';
import { createWorld } from './world.ts';

/** Lambda's entry. The world is made once for each warm worker. */
export const handler = pushHandler(createWorld(process.env));
