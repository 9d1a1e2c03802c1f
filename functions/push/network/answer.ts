import { createWorld } from '../world.ts';
import { networkHandler } from './networkHandler.ts';

/** Made in a file of its own, which only an event that is not of SQS loads: see the handler. */
export const answer = networkHandler(createWorld(process.env));
