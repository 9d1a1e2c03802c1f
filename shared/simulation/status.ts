export interface StatusCause {
  reason?: string;
  message?: string;
  field?: string;
}

export interface StatusDetails {
  name?: string;
  group?: string;
  kind?: string;
  uid?: string;
  causes?: StatusCause[];
  retryAfterSeconds?: number;
}

/** `Status` of the Kubernetes API: the body of every error, and the answer to some deletions. */
export interface Status {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: { continue?: string };
  status: 'Failure' | 'Success';
  message?: string;
  reason?: string;
  details?: StatusDetails;
  code?: number;
}

/** A request that the API answers with an error. */
export class ApiError extends Error {
  readonly status: Status & { code: number };
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: Status & { code: number }, headers: Readonly<Record<string, string>> = {}) {
    super(status.message);
    this.status = status;
    this.headers = headers;
  }
}

interface Fields {
  message: string;
  reason?: string;
  details?: StatusDetails;
  continue?: string;
}

export function failure(code: number, fields: Fields): ApiError {
  return new ApiError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: fields.continue === undefined ? {} : { continue: fields.continue },
    status: 'Failure',
    message: fields.message,
    ...(fields.reason ? { reason: fields.reason } : {}),
    ...(fields.details ? { details: fields.details } : {}),
    code,
  });
}

/** Go's verb %q, as far as names and labels need it. */
export const quote = (text: string) => JSON.stringify(text);

/** @param resource with its group: `roles.rbac.authorization.k8s.io` */
function of(resource: string, name: string): StatusDetails {
  const [kind, ...group] = resource.split('.');
  return {
    ...(name ? { name } : {}),
    ...(group.length > 0 ? { group: group.join('.') } : {}),
    ...(kind ? { kind } : {}),
  };
}

export const badRequest = (message: string) => failure(400, { message, reason: 'BadRequest' });

export const unauthorized = () => failure(401, { message: 'Unauthorized', reason: 'Unauthorized' });

export function forbidden(resource: string, name: string, why: string, causes?: StatusCause[]): ApiError {
  const what = `${resource}${name ? ` ${quote(name)}` : ''} is forbidden`;
  return failure(403, {
    message: resource ? `${what}: ${why}` : `forbidden: ${why}`,
    reason: 'Forbidden',
    details: { ...of(resource, name), ...(causes ? { causes } : {}) },
  });
}

export const notFound = (resource: string, name: string) =>
  failure(404, {
    message: `${resource} ${quote(name)} not found`,
    reason: 'NotFound',
    details: of(resource, name),
  });

export const noSuchResource = () =>
  failure(404, {
    message: 'the server could not find the requested resource',
    reason: 'NotFound',
    details: {},
  });

export const methodNotAllowed = () =>
  failure(405, {
    message: 'the server does not allow this method on the requested resource',
    reason: 'MethodNotAllowed',
    details: {},
  });

export const alreadyExists = (resource: string, name: string) =>
  failure(409, {
    message: `${resource} ${quote(name)} already exists`,
    reason: 'AlreadyExists',
    details: of(resource, name),
  });

export const conflict = (resource: string, name: string, why: string) =>
  failure(409, {
    message: `Operation cannot be fulfilled on ${resource} ${quote(name)}: ${why}`,
    reason: 'Conflict',
    details: of(resource, name),
  });

export const modified =
  'the object has been modified; please apply your changes to the latest version and try again';

/** A patch that cannot be applied to this object: a failed `test` or a missing path. */
export const unprocessable = () =>
  failure(422, {
    message: 'the server rejected our request due to an error in our request',
    reason: 'Invalid',
    details: {},
  });
