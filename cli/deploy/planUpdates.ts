import type { IndexStep, TableIndex } from './planIndexes.ts';

/** A function that is to be in a VPC, and is in none. */
export interface Joining {
  /** Its logical id in the template. */
  id: string;
  /** Its name in AWS. */
  name: string;
  /** Whether it does not exist yet: then it takes no messages before it is in its VPC. */
  isNew: boolean;
}

/** One update of the stack. */
export interface Update {
  /** For people: `create the index attention`. */
  does: string;
  /** All indexes that the table has after it; absent if it changes none. */
  indexes?: readonly TableIndex[];
  /** Functions that stay out of their VPC in it. */
  outside: readonly Joining[];
}

/**
 * The updates of the stack that bring in a version. A function that joins a VPC does so in the last one: Lambda asks
 * whether its role may make network interfaces, and IAM needs time to spread what an update grants, so that a role and
 * a function that change together may be refused, and the whole taken back.
 * Sources: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
export function planUpdates(
  indexSteps: readonly IndexStep[],
  joining: readonly Joining[],
): readonly [Update, ...Update[]] {
  const [first = { does: 'bring in this version' }, ...rest] = indexSteps;
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
