import type { IndexStep, TableIndex } from './planIndexes.ts';

/** A function that should be in a VPC, but is in none. */
export interface Joining {
  /** Its logical id in the template. */
  id: string;
  /** Its name in AWS. */
  name: string;
  /** Whether it does not exist yet: then it gets no messages before it is in its VPC. */
  isNew: boolean;
}

/** One update of the stack. */
export interface Update {
  /** In words: `create the index attention`. */
  does: string;
  /** All indexes that the table has after it; absent if it changes none. */
  indexes?: readonly TableIndex[];
  /** Functions that stay outside their VPC in this update. */
  outside: readonly Joining[];
}

/**
 * The stack updates that deploy a version. A function joins a VPC only in the last one: Lambda checks whether its
 * role may make network interfaces, and IAM takes time to distribute what an update grants. If a role and its function
 * changed together, the update might be refused and rolled back. Sources:
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
export function planUpdates(
  indexSteps: readonly IndexStep[],
  joining: readonly Joining[],
): readonly [Update, ...Update[]] {
  const [first = { does: 'deploy this version' }, ...rest] = indexSteps;
  const updates: readonly [Update, ...Update[]] = [
    { ...first, outside: [] },
    ...rest.map((step) => ({ ...step, outside: [] })),
  ];
  if (joining.length === 0) return updates;

  const names = joining.map(({ name }) => name).join(' and ');
  const last = updates.at(-1) as Update;
  const { does: _, ...asLeft } = last;
  const entering = { ...asLeft, does: `put ${names} into ${joining.length > 1 ? 'their VPCs' : 'its VPC'}` };
  const [one, ...more] = updates;
  return [{ ...one, outside: joining }, ...more.map((update) => ({ ...update, outside: joining })), entering];
}
