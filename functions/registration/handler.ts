import { application } from './application.ts';
import { worldFrom } from './world.ts';

/** The Lambda handler. The world is made once per warm worker. */
export const handler = application(worldFrom(process.env));
