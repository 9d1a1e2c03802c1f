import { createWorld } from '../world.ts';
import { networkHandler } from './networkHandler.ts';

/** A file of its own, loaded only for an event that is not from SQS: see the handler. */
export const answer = networkHandler(createWorld(process.env));
