import { iamSimulate } from '../support/tools/iamSimulate.ts';
import { checkAgreement } from './policies/agree.ts';
import type { Ask } from './policies/ask.ts';
import { checkDeployer } from './policies/checkDeployer.ts';
import { checkDocs } from './policies/checkDocs.ts';
import { checkRoles } from './policies/checkRoles.ts';

/**
 * Lets iam-simulate evaluate what the packaged roles and the policies in the docs allow, and compares the project's own
 * evaluator with it. Throws every wrong answer.
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
