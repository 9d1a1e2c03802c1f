import fc from 'fast-check';
import { decideAccess } from '../../../local/aws/iam/decideAccess.ts';
import { aRequest } from '../../support/iam/aRequest.ts';
import type { Simulate } from '../../support/tools/iamSimulate.ts';

const runs = 2_000;

/**
 * Compares the evaluator of `npm start` and the end-to-end tests with iam-simulate, over generated policies. Throws the
 * smallest case in which they differ, with the seed.
 */
export async function checkAgreement(simulate: Simulate): Promise<void> {
  let allowed = 0;
  await fc.assert(
    fc.asyncProperty(aRequest, async ({ request, policies }) => {
      const { caller, action, resource } = request;
      const ours = decideAccess(request, policies).allowed;
      const theirs = await simulate({
        principal: caller.arn,
        action,
        resource,
        identity: policies.identity,
        ofResource: policies.resource,
      });
      if (ours !== theirs) throw new Error(`we say ${ours}, iam-simulate says ${theirs}`);
      if (ours) allowed += 1;
    }),
    { numRuns: runs },
  );
  if (allowed < runs / 10 || allowed > (runs * 9) / 10)
    throw new Error(`Of ${runs} generated requests ${allowed} are allowed: these prove little.`);
}
