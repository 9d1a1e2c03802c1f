import type { Fixture } from './fixture.ts';
import { pushOnce } from './runPairs.ts';

export interface RequestCount {
  /**
   * All requests that reached the API server, for any reason, divided by the namespaces: chosen by name, without a
   * list.
   */
  perNamespace: number;
  /** Chosen by a glob: the same applies plus this many pages of the list of namespaces. */
  listPages: number;
}

/** Counts in the API server's own audit log the requests of a push that finds everything in place. */
export async function countRequests(fixture: Fixture): Promise<RequestCount> {
  const { plane, namespaces } = fixture;
  const byName = await during(fixture, () => pushOnce(fixture, { port: plane.port, include: namespaces }));
  const byGlob = await during(fixture, () => pushOnce(fixture, { port: plane.port, include: ['bench-*'] }));
  const lists = byGlob.filter(
    ({ verb, objectRef }) => verb === 'list' && objectRef?.resource === 'namespaces',
  );
  const rest = byGlob.length - lists.length;
  if (rest !== byName.length)
    throw new Error(
      `A push by glob wrote with ${rest} requests and one by names with ${byName.length}; they should not differ.`,
    );
  return { perNamespace: byName.length / namespaces.length, listPages: lists.length };
}

async function during({ plane }: Fixture, act: () => Promise<unknown>) {
  const ours = async () => (await plane.audit()).filter(({ user }) => user.username === 'pullpass');
  const before = (await ours()).length;
  await act();
  return (await ours()).slice(before);
}
