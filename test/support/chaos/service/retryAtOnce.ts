const most = 5;

const token = (retries: number) => ({ getRetryCount: () => retries, getRetryDelay: () => 0 });

/**
 * For the suite's own clients, which also ask while nothing drives the clock: the SDK waits by `setTimeout` before it
 * tries again, and in virtual time that never ends. One ended keep-alive connection is enough.
 */
export const retryAtOnce = {
  acquireInitialRetryToken: async () => token(0),
  async refreshRetryTokenForRetry(before: { getRetryCount(): number }) {
    if (before.getRetryCount() >= most) throw new Error(`Tried ${most} times more.`);
    return token(before.getRetryCount() + 1);
  },
  recordSuccess: () => undefined,
};
