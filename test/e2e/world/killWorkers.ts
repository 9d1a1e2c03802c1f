import { readdir, readFile } from 'node:fs/promises';
import type { MiniStack } from '../../support/aws/ministack.ts';

/**
 * Kills the processes in which the emulated AWS runs a function, like a crash of Lambda: whatever they are doing is cut
 * off. Returns how many there were. Only Linux shows the environment of a process.
 */
export async function killWorkers({ port }: MiniStack, functionName: string): Promise<number> {
  let killed = 0;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    // It has ended meanwhile, or belongs to somebody else.
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    const variables = environment.split('\0');
    if (!variables.includes(`GATEWAY_PORT=${port}`)) continue;
    if (!variables.includes(`AWS_LAMBDA_FUNCTION_NAME=${functionName}`)) continue;
    process.kill(Number(pid), 'SIGKILL');
    killed += 1;
  }
  return killed;
}
