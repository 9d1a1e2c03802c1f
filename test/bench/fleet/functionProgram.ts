import { createRequire } from 'node:module';
import type { Context } from 'aws-lambda';
import { answerQuestions } from '../processes/answerQuestions.ts';
import { type Cost, meter } from './cost.ts';

/**
 * A program: a warm Lambda worker. Arguments: the path of a function's bundle, and the function's time limit in
 * milliseconds.
 */
export type FunctionQuestion = { ask: 'invoke'; event: unknown } | { ask: 'cost' } | { ask: 'pushed' };

export interface FunctionAnswer {
  returned?: unknown;
  /** Since the process began. */
  cost: Cost;
  /** When the last invocation began; epoch milliseconds with fractions. */
  invokedAt?: number;
  /** The process's peak memory so far, in bytes. */
  peak?: number;
  /** When each cluster's push was logged, which is after its record was written; epoch milliseconds with fractions. */
  pushed?: Record<string, number>;
}

const [, , path = '', limit = ''] = process.argv;
const cost = meter();
const lines: { at: number; text: string }[] = [];
let keepLines = false;
let invokedAt: number | undefined;
keepWhatIsLogged();
const { handler } = createRequire(path)(path) as {
  handler(event: unknown, context: Context): Promise<unknown>;
};

answerQuestions<FunctionQuestion, FunctionAnswer>(async (question) => {
  if (question.ask === 'cost') return { cost: cost() };
  if (question.ask === 'pushed')
    return {
      cost: cost(),
      pushed: pushed(),
      peak: process.resourceUsage().maxRSS * 1024,
      ...(invokedAt !== undefined && { invokedAt }),
    };
  invokedAt = performance.timeOrigin + performance.now();
  const end = performance.now() + Number(limit);
  const context = { getRemainingTimeInMillis: () => Math.max(0, Math.floor(end - performance.now())) };
  const returned = await handler(question.event, context as Context);
  return { returned, cost: cost() };
});

/** The pushes since the last call; recording begins with the first call. */
function pushed(): Record<string, number> {
  keepLines = true;
  const times: Record<string, number> = {};
  for (const { at, text } of lines.splice(0)) {
    const { cluster, phase } = JSON.parse(text) as { cluster?: string; phase?: string };
    if (cluster !== undefined && phase !== undefined) times[cluster] = at;
  }
  return times;
}

/** Leaves the log where it goes until somebody first asks for it; from then on, keeps it instead. */
function keepWhatIsLogged(): void {
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream);
    stream.write = ((text: string, ...rest: []) => {
      if (!keepLines) return write(text, ...rest);
      return lines.push({ at: performance.timeOrigin + performance.now(), text }) > 0;
    }) as typeof stream.write;
  }
}
