import type { ControlPlane } from '../../support/controlplane/start.ts';
import { rawSecretName } from './names.ts';

/** Bytes that each side put into a namespace. Throws unless both wrote equally many. */
export async function checkEqualBodies(plane: ControlPlane, namespace: string): Promise<number> {
  const listed = await plane.kubectl(['get', 'secrets', '-n', namespace, '-o', 'json']);
  const { items } = JSON.parse(listed) as { items: { metadata: { name: string }; data: object }[] };
  const size = (name: string) =>
    JSON.stringify(items.find(({ metadata }) => metadata.name === name)?.data ?? '').length;
  const [ours, theirs] = [size('ecr-credentials'), size(rawSecretName)];
  if (ours !== theirs || ours < 2400)
    throw new Error(
      `The two sides must write equally much: PullPass wrote ${ours} bytes, the loop ${theirs}.`,
    );
  return ours;
}
