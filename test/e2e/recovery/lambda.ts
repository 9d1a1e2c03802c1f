import aws4 from 'aws4';
import { emulatedRegion, type MiniStack, rootCredentials } from '../../support/aws/ministack.ts';

/** A call of Lambda's REST API as the account's root. @throws the answer unless it is a success */
export async function lambda<Body>(
  { endpoint }: MiniStack,
  method: string,
  path: string,
  body?: unknown,
): Promise<Body> {
  const { host, hostname } = new URL(endpoint);
  const text = body === undefined ? undefined : JSON.stringify(body);
  const unsigned = {
    host: hostname,
    method,
    path,
    service: 'lambda',
    region: emulatedRegion,
    headers: { Host: host, 'Content-Type': 'application/json' },
    ...(text !== undefined && { body: text }),
  };
  const { Host: _, 'Content-Length': __, ...headers } = aws4.sign(unsigned, rootCredentials).headers;
  const response = await fetch(endpoint + path, {
    method,
    headers,
    ...(text !== undefined && { body: text }),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${answer}`);
  return JSON.parse(answer) as Body;
}

/** Switches the event sources of a function on or off, and waits until Lambda says so. */
export async function switchEventSources(
  ministack: MiniStack,
  functionName: string,
  enabled: boolean,
): Promise<void> {
  const path = '/2015-03-31/event-source-mappings';
  const { EventSourceMappings } = await lambda<{ EventSourceMappings: { UUID: string }[] }>(
    ministack,
    'GET',
    `${path}/?FunctionName=${functionName}`,
  );
  if (EventSourceMappings.length === 0) throw new Error(`${functionName} has no event source.`);
  for (const { UUID } of EventSourceMappings)
    await lambda(ministack, 'PUT', `${path}/${UUID}`, { Enabled: enabled });
}
