const realExit = process.exit;

/**
 * In the place of `process.exit` under jest-light-runner: the workers are threads, of which one that ends is waited for
 * forever. What asks for the end fails instead: a test by its name, or the file that it is asked for in. Node itself may:
 * it does after an error that nobody caught, of which the runner tells.
 */
export function refuseExit(code?: number | string | null): never {
  const refusal = new Error(
    `process.exit(${code ?? ''}) was called in a test file. It would end the worker that other files run in: let the code under test take it as a parameter, or run it in a process of its own.`,
  );
  if (refusal.stack?.includes('(node:internal/main/worker_thread')) return realExit(code);
  throw refusal;
}
