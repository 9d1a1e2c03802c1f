import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** A request as API Gateway passes it on, with the caller that IAM authenticated. */
export type HttpEvent = APIGatewayProxyEventV2 & {
  requestContext: { authorizer?: { iam?: { userArn?: string | null } | null } };
};

/** The input of a route. Times are epoch milliseconds. */
export interface Request {
  event: HttpEvent;
  /** Contains only parameters that the route knows. */
  query: URLSearchParams;
  /** When its checks must be done. */
  answerBy: number;
  /** When storing must not be retried any more. */
  storeBy: number;
}

/** ARN of who signed the request. */
export function callerOf({ requestContext }: HttpEvent): string {
  return requestContext.authorizer?.iam?.userArn || 'unknown';
}

/** The cluster that the path names. */
export const nameOf = (request: Request): string => parameterOf(request, 'name');

/** A parameter's value in the path. */
export function parameterOf({ event }: Request, parameter: string): string {
  return event.pathParameters?.[parameter] ?? '';
}
