const realExit = process.exit;

/**
 * Replaces `process.exit` under jest-light-runner: its workers are threads, and if one ends, the runner waits for it
 * forever. Instead, whatever calls it fails: the test, by name, or its file. Node itself may call it after an uncaught
 * error, which the runner reports.
 */
export function refuseExit(code?: number | string | null): never {
  const refusal = new Error(
    `process.exit(${code ?? ''}) was called in a test file. It would end the worker that other files run in: let the code under test take it as a parameter, or run it in a process of its own.`,
  );
  if (refusal.stack?.includes('(node:internal/main/worker_thread')) return realExit(code);
  throw refusal;
}
