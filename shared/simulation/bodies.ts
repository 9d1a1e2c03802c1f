import { parse as parseYaml } from 'yaml';
import { isObject } from '../isObject.ts';
import type { UserInfo } from './rbac.ts';
import * as errors from './status.ts';

/** One HTTP request, read completely. */
export interface ApiRequest {
  method: string;
  /** Path and query. */
  url: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: string;
  /** The user of a client certificate that the cluster's CA signed. */
  certificateUser?: UserInfo;
  /** Whether its client has disconnected. It is carried out all the same, as if a proxy had held it back. */
  isLate?: boolean;
}

export function header(request: ApiRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

export const mediaType = (request: ApiRequest) =>
  (header(request, 'content-type') ?? '').split(';')[0]?.trim() ?? '';

/** The part of a User-Agent that names a field manager. */
export const agentName = (agent: string) => (agent.split('/')[0] ?? '').slice(0, 128) || 'unknown';

/** The body of a review or of options: any JSON object. */
export function bodyOf(request: ApiRequest): unknown {
  try {
    return parseBody(request);
  } catch (error) {
    throw errors.badRequest(`couldn't get version/kind; json parse error: ${(error as Error).message}`);
  }
}

/** The body of create and update. */
export function wholeBody(kind: string, request: ApiRequest): unknown {
  const type = mediaType(request);
  if (!['application/json', 'application/yaml', ''].includes(type)) {
    const types = 'application/json, application/yaml, application/vnd.kubernetes.protobuf';
    throw errors.failure(415, {
      message: `the body of the request was in an unknown format - accepted media types include: ${types}`,
      reason: 'UnsupportedMediaType',
    });
  }
  try {
    const body = parseBody(request);
    if (isObject(body)) return body;
    throw new Error('json: it is no object');
  } catch (error) {
    const why = `couldn't get version/kind; json parse error: ${(error as Error).message}`;
    throw errors.badRequest(`the object provided is unrecognized (must be of type ${kind}): ${why}`);
  }
}

export function patchBody(request: ApiRequest): unknown {
  try {
    return parseBody(request);
  } catch (error) {
    throw errors.badRequest(`error decoding patch: ${(error as Error).message}`);
  }
}

export function appliedBody(request: ApiRequest): unknown {
  try {
    return parseBody(request);
  } catch (error) {
    const why = `error converting YAML to JSON: yaml: ${(error as Error).message}`;
    throw errors.badRequest(`error decoding YAML: ${why}`);
  }
}

/** Tries JSON first, since clients also send it as YAML. YAML means version 1.1, as for the API server. */
function parseBody(request: ApiRequest): unknown {
  try {
    return JSON.parse(request.body);
  } catch (error) {
    if (!mediaType(request).includes('yaml')) throw error;
    return parseYaml(request.body, { version: '1.1' });
  }
}
