import type { MiniStack } from '../../support/aws/ministack.ts';
import { awsCalls } from '../world/aws.ts';

/** Switches the event sources of a function on or off, and waits until Lambda says so. */
export async function switchEventSources(
  ministack: MiniStack,
  functionName: string,
  enabled: boolean,
): Promise<void> {
  const path = '/2015-03-31/event-source-mappings';
  const { rest } = awsCalls(ministack);
  const { EventSourceMappings } = await rest<{ EventSourceMappings: { UUID: string }[] }>(
    'lambda',
    'GET',
    `${path}/?FunctionName=${functionName}`,
  );
  if (EventSourceMappings.length === 0) throw new Error(`${functionName} has no event source.`);
  for (const { UUID } of EventSourceMappings)
    await rest('lambda', 'PUT', `${path}/${UUID}`, { Enabled: enabled });
}
