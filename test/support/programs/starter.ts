import { execFile } from 'node:child_process';
import type { Answer, Order } from './run.ts';

/** Starts programs for `run`. */
process.on('message', ({ id, program, args, env, cwd, input }: Order) => {
  const answer = (message: Answer) => process.send?.(message);
  const options = { env, cwd, timeout: 60_000, maxBuffer: 64 * 1024 ** 2 };
  const child = execFile(program, args, options, (error, stdout, stderr) => {
    if (error && typeof error.code !== 'number') answer({ id, failed: error.message });
    else answer({ id, ran: { code: Number(error?.code ?? 0), stdout, stderr } });
  });
  // A program may end before it has read all of its input: only its exit code counts.
  child.stdin?.on('error', () => undefined).end(input);
});
process.on('disconnect', () => process.exit());
