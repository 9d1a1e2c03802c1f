import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { ProbeFinding } from '../../shared/api/probe.ts';
import type { Findings, NetworkFinding } from '../../shared/preflight/findings.ts';
import type { Fitted } from '../../shared/preflight/fitting.ts';
import type { NetworkRequest } from '../../shared/preflight/request.ts';
import { pushHandler } from './pushHandler.ts';
import { createWorld } from './world.ts';

type Answered = Fitted<Findings> | NetworkFinding | ProbeFinding;

const world = createWorld(process.env);
const push = pushHandler(world);

export function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse>;
export function handler(event: NetworkRequest, context: Context): Promise<Answered>;
/** The Lambda handler. The world is made once per warm worker. */
export function handler(event: SQSEvent | NetworkRequest, context: Context) {
  return 'Records' in event ? push(event, context) : answer(event);
}

/** Loaded on first use, to keep the schemas for registrations out of a push's cold start. */
async function answer(event: NetworkRequest): Promise<Answered> {
  return (await import('./network/answer.ts')).answer(event);
}
