import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import type { ApiRequest } from '../../../shared/simulation/cluster.ts';
import { canaryCluster } from './cluster.ts';
import { digestOf } from './sealed.ts';
import { type CanaryTable, readState, writeState } from './state.ts';

type Request = Pick<
  LambdaFunctionURLEvent,
  'rawPath' | 'rawQueryString' | 'headers' | 'body' | 'isBase64Encoded'
> & {
  requestContext: { http: { method: string } };
};

/** Gives up a request after this many others came in between. PullPass sends few at once. */
const attempts = 8;

/**
 * Answers one request to the simulated API. Requests reach any instance of the function, so the cluster's contents are
 * in a table, with conditional writes: requests take effect one after another. A caller without the run's token learns
 * nothing, and causes no read.
 */
export async function serveCanary(
  event: Request,
  { table, digest }: { table: CanaryTable; digest: string },
): Promise<LambdaFunctionURLResult> {
  const token = /^Bearer (\S+)$/.exec(event.headers['authorization'] ?? '')?.[1] ?? '';
  if (digestOf(token) !== digest) return { statusCode: 401, body: 'Unauthorized\n' };

  for (let attempt = 0; attempt < attempts; attempt++) {
    const before = await readState(table, token);
    const cluster = canaryCluster(token, before?.contents);
    const { status, headers, body } = cluster.handle(requestOf(event));
    const after = cluster.contents();
    const changed = after.version !== before?.contents.version;
    if (!changed || (await writeState(table, token, after, before)))
      return { statusCode: status, headers: { ...headers }, body };
  }
  return { statusCode: 429, headers: { 'retry-after': '1' }, body: 'Too many requests at once\n' };
}

function requestOf({ rawPath, rawQueryString, headers, body = '', ...event }: Request): ApiRequest {
  return {
    method: event.requestContext.http.method,
    url: rawQueryString === '' ? rawPath : `${rawPath}?${rawQueryString}`,
    headers,
    body: event.isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body,
  };
}
