const most = 5;

const token = (retries: number) => ({ getRetryCount: () => retries, getRetryDelay: () => 0 });

/**
 * For the suite's own clients, which also work while nothing drives the clock. The SDK waits with `setTimeout` before
 * it retries, and in virtual time that wait would never end. One ended keep-alive connection is enough to cause a
 * retry.
 */
export const retryAtOnce = {
  acquireInitialRetryToken: async () => token(0),
  async refreshRetryTokenForRetry(before: { getRetryCount(): number }) {
    if (before.getRetryCount() >= most) throw new Error(`Tried ${most} times more.`);
    return token(before.getRetryCount() + 1);
  },
  recordSuccess: () => undefined,
};
