import { iamSimulate } from '../support/tools/iamSimulate.ts';
import { checkAgreement } from './policies/agree.ts';
import type { Ask } from './policies/ask.ts';
import { checkDeployer } from './policies/checkDeployer.ts';
import { checkDocs } from './policies/checkDocs.ts';
import { checkRoles } from './policies/checkRoles.ts';

/**
 * Has iam-simulate evaluate what the packaged roles and the policies printed in the docs allow, and holds the
 * project's own evaluator to it. Throws every answer that is not as it should be.
 */
export async function checkPolicies(): Promise<void> {
  const simulate = await iamSimulate();
  const wrong: string[] = [];
  const ask: Ask = async (isAllowed, who, questions) => {
    for (const question of questions)
      if ((await simulate(question)) !== isAllowed)
        wrong.push(`${who} ${isAllowed ? 'may not' : 'may'} ${question.action} on ${question.resource}`);
  };
  await checkRoles(ask);
  await checkDocs(ask);
  await checkDeployer(ask);
  await checkAgreement(simulate);
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
}
