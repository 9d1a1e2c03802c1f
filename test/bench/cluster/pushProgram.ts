import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { PushMessage } from '../../../shared/clusters/dispatch.ts';
import { answerQuestions } from '../processes/answerQuestions.ts';
import type { Round } from './round.ts';

/** A program: a warm Lambda worker with the push bundle, whose path is its argument. */
const path = process.argv[2] ?? '';
const { handler } = createRequire(path)(path) as {
  handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse>;
};

answerQuestions<PushMessage, Round>(async (message) => {
  const attributes = { ApproximateReceiveCount: '1' };
  const event = {
    Records: [{ messageId: message.correlationId, body: JSON.stringify(message), attributes }],
  };
  const context = { getRemainingTimeInMillis: () => 150_000 };
  const before = process.cpuUsage();
  const began = performance.now();
  const { batchItemFailures } = await handler(event as unknown as SQSEvent, context as Context);
  const milliseconds = performance.now() - began;
  if (batchItemFailures.length > 0) throw new Error('the push function could not do its message');
  const { user, system } = process.cpuUsage(before);
  return { milliseconds, cpuMilliseconds: (user + system) / 1000, peakResidentBytes: peakResidentBytes() };
});

/**
 * From /proc if it exists: getrusage of a forked process begins with its parent's peak.
 * Source: https://www.kernel.org/doc/html/latest/filesystems/proc.html (VmHWM).
 */
function peakResidentBytes(): number {
  try {
    const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    if (kibibytes !== undefined) return Number(kibibytes) * 1024;
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS * 1024;
}
