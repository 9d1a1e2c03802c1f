import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** A request as API Gateway passes it on, with the caller whom IAM recognised. */
export type HttpEvent = APIGatewayProxyEventV2 & {
  requestContext: { authorizer?: { iam?: { userArn?: string | null } | null } };
};

/** What a route gets. Times are epoch milliseconds. */
export interface Request {
  event: HttpEvent;
  /** Only parameters that the route knows. */
  query: URLSearchParams;
  /** When its checks must be done. */
  answerBy: number;
  /** When storing is tried no more. */
  storeBy: number;
}

/** ARN of who signed the request. */
export function callerOf({ requestContext }: HttpEvent): string {
  return requestContext.authorizer?.iam?.userArn || 'unknown';
}

/** The cluster that the path names. */
export const nameOf = (request: Request): string => parameterOf(request, 'name');

/** What stands in the path in the place of a parameter. */
export function parameterOf({ event }: Request, parameter: string): string {
  return event.pathParameters?.[parameter] ?? '';
}
