/** Milliseconds for a test or a hook, unless it sets another limit; `testTimeout` in the other projects. */
const usual = 120_000;

const realTimeout = setTimeout;
const realClear = clearTimeout;

/** Limits that files set with `jest.setTimeout`, by the file's path. */
const asked = new Map<string, number>();

const currentFile = () =>
  (globalThis as unknown as { expect: { getState(): { testPath?: string } } }).expect.getState().testPath ??
  '';

export function setDeadline(milliseconds: number): void {
  asked.set(currentFile(), milliseconds);
}

type Body = (...args: unknown[]) => unknown;

/**
 * A function such as `test`, `beforeAll` or what `test.each` gives, whose body must end within its time limit: the
 * argument behind the body, else the file's, else the usual one. What hangs fails, by name.
 */
// biome-ignore lint/suspicious/noExplicitAny: the functions of Jest differ in what stands before the body
export function bounded<Register extends (...args: any[]) => any>(register: Register): Register {
  const registerBounded = (...args: unknown[]) => {
    const at = args.findIndex((arg) => typeof arg === 'function');
    const body = args[at] as Body | undefined;
    if (body === undefined) return register(...args);
    const limit = (args[at + 1] as number | undefined) ?? asked.get(currentFile()) ?? usual;
    return register(...args.slice(0, at), within(limit, body), ...args.slice(at + 1));
  };
  return registerBounded as Register;
}

function within(limit: number, body: Body): Body {
  return async (...args) => {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = realTimeout(() => reject(new Error(`Not ended after ${limit} ms.`)), limit);
    try {
      return await Promise.race([body(...args), late]);
    } finally {
      realClear(timer);
    }
  };
}
