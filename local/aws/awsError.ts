import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { AwsService, Call } from './calls.ts';
import { element } from './xml.ts';

/** An error in a service's words. The SDK uses `code` as the exception's name. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
  }
}

const throttles: Record<AwsService, [code: string, message: string, status?: number]> = {
  dynamodb: ['ThrottlingException', 'Rate of requests exceeds the allowed throughput.'],
  sqs: ['RequestThrottled', 'Request is throttled.'],
  secretsmanager: ['ThrottlingException', 'Rate exceeded'],
  ecr: ['ThrottlingException', 'Rate exceeded'],
  'ecr-public': ['ThrottlingException', 'Rate exceeded'],
  sts: ['Throttling', 'Rate exceeded'],
  lambda: ['TooManyRequestsException', 'Rate Exceeded.', 429],
  registry: ['TOOMANYREQUESTS', 'too many requests'],
};

const failures: Record<AwsService, string> = {
  dynamodb: 'InternalServerError',
  sqs: 'InternalFailure',
  secretsmanager: 'InternalServiceError',
  ecr: 'ServerException',
  'ecr-public': 'ServerException',
  sts: 'InternalFailure',
  lambda: 'ServiceException',
  registry: 'UNKNOWN',
};

export function throttled({ service }: Call): AwsError {
  const [code, message, status] = throttles[service];
  return new AwsError(code, message, status);
}

export function serverError({ service }: Call): AwsError {
  return new AwsError(failures[service], 'An error occurred on the server side.', 500);
}

/** IAM's words if no policy of the caller allows the action. */
export function denied({ service, operation, principal }: Call, resource = '*'): AwsError {
  const action = service === 'lambda' ? 'lambda:InvokeFunction' : `${service}:${operation}`;
  const message = `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${resource}`;
  if (service === 'sts') return new AwsError('AccessDenied', message, 403);
  if (service === 'registry')
    return new AwsError('DENIED', 'Your authorization token has expired. Reauthenticate and try again.', 403);
  return new AwsError(
    'AccessDeniedException',
    `${message} because no identity-based policy allows the ${action} action`,
    service === 'lambda' ? 403 : 400,
  );
}

/**
 * Answers with an error in the service's protocol: XML for STS (query protocol), OCI's format for a registry, JSON for
 * the rest.
 */
export function sendError(response: ServerResponse, service: AwsService, error: AwsError): void {
  if (service === 'registry') {
    sendRegistryError(response, error);
    return;
  }
  const requestId = randomUUID();
  const type = error.status < 500 ? 'Sender' : 'Receiver';
  const [contentType, body] =
    service === 'sts'
      ? [
          'text/xml',
          element('ErrorResponse', {
            Error: { Type: type, Code: error.code, Message: error.message },
            RequestId: requestId,
          }),
        ]
      : [
          service === 'dynamodb' || service === 'sqs'
            ? 'application/x-amz-json-1.0'
            : 'application/x-amz-json-1.1',
          JSON.stringify({ __type: error.code, message: error.message }),
        ];
  response
    .writeHead(error.status, {
      'content-type': contentType,
      'content-length': Buffer.byteLength(body),
      'x-amzn-requestid': requestId,
      ...(service === 'lambda' && { 'x-amzn-errortype': error.code }),
    })
    .end(body);
}

/** Source: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes */
function sendRegistryError(response: ServerResponse, { code, message, status }: AwsError): void {
  const body = JSON.stringify({ errors: [{ code, message }] });
  response
    .writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      'docker-distribution-api-version': 'registry/2.0',
    })
    .end(body);
}
