import type { Question } from '../../support/tools/iamSimulate.ts';
import { region } from './rolePolicies.ts';

/** Records each question whose answer differs from this one. */
export type Ask = (isAllowed: boolean, who: string, questions: readonly Question[]) => Promise<void>;
export type Asked = Omit<Question, 'action'>;

/** The same question about several actions. */
export const each = (actions: readonly string[], asked: Asked): Question[] =>
  actions.map((action) => ({ ...asked, action }));

export const other = '210987654321';
export const pulls = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
export const pushes = [
  'ecr:InitiateLayerUpload',
  'ecr:UploadLayerPart',
  'ecr:CompleteLayerUpload',
  'ecr:PutImage',
];
export const mint = 'ecr:GetAuthorizationToken';

export const repository = (of: string, name = 'team/app', where = region) =>
  `arn:aws:ecr:${where}:${of}:repository/${name}`;
export const session = (of: string, role: string) => `arn:aws:sts::${of}:assumed-role/${role}/session`;
