import type { Context } from 'aws-lambda';
import { documentation } from './describe.ts';
import { readEvent } from './event.ts';
import { fleetFragment } from './fleet.ts';
import { actionLinks } from './render/actionLinks.ts';
import { worldFrom } from './world.ts';

const world = worldFrom(process.env);

/** A CloudWatch custom widget: the fleet as HTML or, with `describe`, its documentation. */
export async function handler(event: unknown, context: Context): Promise<string> {
  const { describe, ask, theme, offset } = readEvent(event);
  if (describe) return documentation;
  const dress = { theme, links: actionLinks(context.invokedFunctionArn, world.docs) };
  return (await fleetFragment(ask, dress, world, offset)).html;
}
