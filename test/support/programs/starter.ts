import { execFile } from 'node:child_process';
import type { Answer, Order } from './run.ts';

/** Starts the programs that `run` is asked for. */
process.on('message', ({ id, program, args, env, cwd, input }: Order) => {
  const answer = (message: Answer) => process.send?.(message);
  const options = { env, cwd, timeout: 60_000, maxBuffer: 64 * 1024 ** 2 };
  const child = execFile(program, args, options, (error, stdout, stderr) => {
    if (error && typeof error.code !== 'number') answer({ id, failed: error.message });
    else answer({ id, ran: { code: Number(error?.code ?? 0), stdout, stderr } });
  });
  // It may end before it has read what nobody needs: its exit code says what came of it.
  child.stdin?.on('error', () => undefined).end(input);
});
process.on('disconnect', () => process.exit());
