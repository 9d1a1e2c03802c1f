import middy from '@middy/core';
import httpRouter from '@middy/http-router';
import type { Context } from 'aws-lambda';
import { type Answer, problemAnswer } from './http/answer.ts';
import { asProblem } from './http/asProblem.ts';
import { callerOf, type HttpEvent } from './http/event.ts';
import { methodsOf } from './http/methodsOf.ts';
import { notRouted } from './http/notRouted.ts';
import { readQuery } from './http/query.ts';
import { routes } from './routes.ts';
import type { World } from './world.ts';

/** Milliseconds kept back after a request's checks, to store its result. */
const toStore = 7_000;

/** Milliseconds of these for the record, the trail and the answer, in which nothing is retried. */
const toRecord = 3_000;

/** Milliseconds before the function's time limit at which a request is answered with 504. */
const toAnswer = 500;

export type Application = (event: HttpEvent, context: Context) => Promise<Answer>;

/** The API over a world. Whatever happens, the answer is JSON or problem+json. */
export function application(world: World): Application {
  const router = httpRouter<HttpEvent, Answer>({
    routes: routes.flatMap(({ method, path, query = [], handle }) =>
      methodsOf(method).map((asked) => ({
        method: asked,
        path,
        handler: (event: HttpEvent, context: Context) => {
          const by = (reserve: number) =>
            world.now() + Math.max(0, context.getRemainingTimeInMillis() - reserve);
          const request = { event, query: readQuery(event, query) };
          return handle({ ...request, answerBy: by(toStore), storeBy: by(toRecord) }, world);
        },
      })),
    ),
    notFoundResponse: ({ method, path }) => {
      throw notRouted(routes, method, path);
    },
  });

  const answer = middy<HttpEvent, Answer>({ timeoutEarlyInMillis: toAnswer })
    .after(({ event, response }) => log(event, response))
    .onError((request) => {
      const named = `${request.event.requestContext?.http?.method} ${request.event.rawPath}`;
      request.response = problemAnswer(
        asProblem(request.error, {
          log: world.log,
          newId: world.newId,
          request: named,
          cluster: request.event.pathParameters?.['name'],
        }),
      );
      log(request.event, request.response);
    })
    .handler(router) as unknown as Application;

  return async (event, context) => {
    const answered = await answer(event, context);
    return event.requestContext?.http?.method === 'HEAD' ? { ...answered, body: '' } : answered;
  };

  function log(event: HttpEvent, answer: Answer | null | undefined): void {
    world.log.info('request answered', {
      method: event.requestContext?.http?.method,
      path: event.rawPath,
      status: answer?.statusCode,
      by: callerOf(event),
      requestId: event.requestContext?.requestId,
    });
  }
}
